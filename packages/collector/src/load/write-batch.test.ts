import { describe, expect, test } from 'vitest';

import type { LogChunk } from '../log/log-reader.js';
import type { PreparedBatch } from './prepare-batch.js';
import { createBatchWriter } from './write-batch.js';

const chunk = {
  from: { segment: 1, offset: 32 },
  to: { segment: 1, offset: 64 },
  frames: [],
  corruptFrames: 0,
} as LogChunk;
const rows = Buffer.from('row\n');
const batch: PreparedBatch = {
  eventRows: rows,
  threadRows: rows,
  speakerRows: rows,
  overruled: [],
  completed: [],
  events: 1,
  stored: 1,
  duplicates: 0,
  setAside: 0,
  unreadable: 0,
  touched: new Set(),
  buckets: [],
};
const overruling: PreparedBatch = {
  ...batch,
  overruled: [{ day: '2026-11-20', speaker: '1' }],
  completed: [
    {
      account: 'local',
      threadId: 't',
      day: '2026-11-20',
      dimensions: { client: 'c', model: '', thread_source: '', project: '', parent_thread_id: '', root_thread_id: '' },
    },
  ],
};

/** A store that notes what it is told, and fails from the given operation on. */
function storeThatFailsAt(fatal: number) {
  const done: string[] = [];
  let operations = 0;
  const operate = async (name: string): Promise<void> => {
    if (operations++ >= fatal) throw new Error('the disk is full');
    done.push(name);
  };
  return {
    done,
    insert: ({ table, token }: { readonly table: string; readonly token: string }) => operate(`${table} ${token}`),
    command: () => operate('change'),
  };
}

describe('a batch', () => {
  test('is written with its place in the log as its token, and noted last', async () => {
    const store = storeThatFailsAt(Number.POSITIVE_INFINITY);
    const writer = createBatchWriter(store, 'log');
    await writer.write(chunk, batch, 0);
    await writer.noted();
    expect(store.done.at(-1)).toBe('loads log:1:32-64');
    expect(store.done.toSorted()).toEqual(
      ['events', 'loads', 'speakers', 'threads'].map((table) => `${table} log:1:32-64`),
    );
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'that changes stored rows claims nothing before they are changed: a crash after %i operations',
    async (fatal) => {
      const store = storeThatFailsAt(fatal);
      const writer = createBatchWriter(store, 'log');
      await writer
        .write(chunk, overruling, 0)
        .then(() => writer.noted())
        .catch(() => undefined);
      const whole = ['events log:1:32-64', 'change', 'change', 'threads log:1:32-64', 'speakers log:1:32-64'];
      expect(store.done).toEqual(whole.slice(0, fatal));
    },
  );

  test('is not noted when it could not be written, and no later one is when its note could not', async () => {
    const unwritten = storeThatFailsAt(2);
    await expect(createBatchWriter(unwritten, 'log').write(chunk, batch, 0)).rejects.toThrow('disk');
    expect(unwritten.done.some((name) => name.startsWith('loads'))).toBe(false);

    const unnoted = storeThatFailsAt(3);
    const writer = createBatchWriter(unnoted, 'log');
    await writer.write(chunk, batch, 0);
    await expect(writer.noted()).rejects.toThrow('disk');
    await expect(
      writer.write(chunk, { ...batch, eventRows: null, threadRows: null, speakerRows: null }, 0),
    ).rejects.toThrow('disk');
    expect(unnoted.done.some((name) => name.startsWith('loads'))).toBe(false);
  });
});
