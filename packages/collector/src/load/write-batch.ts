import type { LogChunk } from '../log/log-reader.js';
import { dimensionColumns } from '../store/columns.js';
import type { Store } from '../store/store.js';
import { createBeside } from './beside.js';
import { completeThreads } from './complete-threads.js';
import { eventRowColumns } from './event-row.js';
import type { PreparedBatch } from './prepare-batch.js';

/** Writes batches, one after the other. */
export interface BatchWriter {
  /** Settles when the batch can be queried; the note that it is loaded may still be under way. */
  write(chunk: LogChunk, batch: PreparedBatch, nowMs: number): Promise<void>;
  /** Settles when all notes are written. */
  noted(): Promise<void>;
}

const threadColumns = ['account', 'thread_id', ...dimensionColumns, 'updated'];
const speakerColumns = ['account', 'thread_id', 'turn_id', 'own', 'rank'];
const noteColumns = [
  'log_id',
  'segment',
  'from_offset',
  'to_offset',
  'events',
  'stored',
  'duplicates',
  'set_aside',
  'loaded_at',
];

/** Whether a batch changes rows of batches before it. */
export function changesStoredRows({ overruled, completed }: PreparedBatch): boolean {
  return overruled.length > 0 || completed.length > 0;
}

/**
 * A batch without its note is loaded again after a crash, and that changes nothing: its rows are known deliveries. What it
 * claims (`threads`, `speakers`) may be stored before its rows, but not before stored rows were changed because of it:
 * a claim that is known already would not change them again. The notes are written in order, each while the batch behind it is.
 */
export function createBatchWriter(store: Pick<Store, 'insert' | 'command'>, logId: string): BatchWriter {
  const notes = createBeside();
  return {
    async write({ from, to }, batch, nowMs) {
      const token = `${logId}:${from.segment}:${from.offset}-${to.offset}`;
      const insert = async (table: string, columns: readonly string[], rows: Buffer | null): Promise<void> => {
        if (rows !== null) await store.insert({ table, columns, rows, token });
      };
      const insertEvents = () => insert('events', eventRowColumns, batch.eventRows);
      const insertClaims = async (): Promise<void> => {
        await insert('threads', threadColumns, batch.threadRows);
        await insert('speakers', speakerColumns, batch.speakerRows);
      };
      if (changesStoredRows(batch)) {
        await insertEvents();
        if (batch.overruled.length > 0) await setAside(store, batch.overruled);
        if (batch.completed.length > 0) await completeThreads(store, batch.completed);
        await insertClaims();
      } else {
        await Promise.all([insertEvents(), insertClaims()]);
      }
      const { events, stored, duplicates, setAside: aside } = batch;
      const loadedAt = new Date(nowMs).toISOString().slice(0, 23).replace('T', ' ');
      const note = [logId, from.segment, from.offset, to.offset, events, stored, duplicates, aside, loadedAt];
      await notes.settled();
      notes.begin(() => insert('loads', noteColumns, Buffer.from(`${note.join('\t')}\n`)));
    },
    noted: () => notes.settled(),
  };
}

/** Rows of a worse source stop counting, because a better one has come. Days and speakers are digits, safe as text. */
async function setAside(store: Pick<Store, 'command'>, overruled: PreparedBatch['overruled']): Promise<void> {
  const days = [...new Set(overruled.map((one) => `'${one.day}'`))].join(', ');
  const speakers = [...new Set(overruled.map((one) => one.speaker))].join(', ');
  await store.command(
    `ALTER TABLE events UPDATE counted = 0 WHERE counted = 1 AND day IN (${days}) AND speaker IN (${speakers})`,
  );
}
