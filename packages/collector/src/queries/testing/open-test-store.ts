import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EventSource } from '@tachograph/client/envelope';

import { encodeEventRow, eventRowColumns } from '../../load/event-row.js';
import { openRollups } from '../../rollups/keep-rollups.js';
import { openChdbStore } from '../../store/chdb-store.js';
import type { Row } from '../../store/store.js';
import type { QueryDefinition } from '../define-query.js';
import { bindQuery, shapeRows, type RawParams } from '../run-query.js';

/** An event as a test writes it: what its row needs, and nothing that the row does not show. */
export interface TestEvent {
  readonly type: string;
  /** ISO time in UTC. */
  readonly at: string;
  readonly thread?: string;
  readonly turn?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly project?: string;
  readonly client?: string;
  readonly model?: string;
  readonly threadSource?: string;
  readonly parent?: string;
  readonly root?: string;
  readonly account?: string;
  readonly source?: EventSource;
  readonly machine?: string;
  /** False: a better source told the same. */
  readonly counted?: boolean;
  /** How long it took to arrive. */
  readonly delayMs?: number;
}

/** A store with these events, to ask queries of. */
export interface TestStore {
  ask(definition: QueryDefinition, params?: RawParams): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const limits = { timeMsMax: 20_000, memoryBytesMax: 1_000_000_000, rowsMax: 100_000 };

/** Opens an embedded store in a folder of its own and puts the events into it by the loader's own rows. */
export async function openTestStore(events: readonly TestEvent[], now: string): Promise<TestStore> {
  const directory = mkdtempSync(join(tmpdir(), 'tacho-queries-'));
  const store = await openChdbStore({ directory });
  await store.migrate();
  // As in a real store, a thread has one day, and what has no thread has none.
  const days = new Map<string, string>([['', '1970-01-01']]);
  for (const { thread = '', at } of events) if (!days.has(thread)) days.set(thread, at.slice(0, 10));
  const lines = events.map((event, index) => `${rowOf(event, index, days.get(event.thread ?? '') ?? '')}\n`).join('');
  await store.insert({ table: 'events', columns: eventRowColumns, rows: Buffer.from(lines), token: 'test' });
  await (await openRollups(store, Date.now)).repair();
  return {
    async ask(definition, params = {}) {
      const { sql, params: bound } = bindQuery(definition, params, Date.parse(now));
      return shapeRows(definition, (await store.query(sql, bound, limits)).rows);
    },
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function rowOf(event: TestEvent, index: number, day: string): string {
  const { thread = '', turn = '', account = 'local', source = 'tap' } = event;
  const occurredAtMs = Date.parse(event.at);
  return encodeEventRow(
    {
      account,
      envelope: {
        v: 1,
        delivery_id: `test-${index}`,
        occurred_at_ms: occurredAtMs,
        source,
        machine_id: event.machine ?? 'machine-1',
      },
      event: { event_type: event.type, event_params: event.params ?? {} },
      receivedAtMs: occurredAtMs + (event.delayMs ?? 0),
    },
    {
      day,
      threadId: thread,
      turnId: turn,
      hash: { high: 0, low: index + 1 },
      counted: event.counted ?? true,
      speaker: '0',
      dimensions: {
        client: event.client ?? '',
        model: event.model ?? '',
        thread_source: event.threadSource ?? '',
        project: event.project ?? '',
        parent_thread_id: event.parent ?? '',
        root_thread_id: event.root ?? '',
      },
    },
  );
}
