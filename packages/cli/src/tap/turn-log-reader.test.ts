import { expect, test } from 'vitest';

import { openTurnLogReader } from './turn-log-reader.js';

/** A thread that ends of one turn. */
const code = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ number, request }) => {
    if (request.turnId === 'turn-2') throw new Error('of this turn');
    parentPort.postMessage({ number, answer: { status: 'open' } });
  });`;

test('a turn whose logs cannot be read costs nothing to the turns after it', async () => {
  const reader = openTurnLogReader(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const read = (turnId: string) => reader.read({ threadId: 'thread-1', turnId, paths: [], since: {} });
  expect(await read('turn-1')).toEqual({ status: 'open' });
  await expect(read('turn-2')).rejects.toThrow('cannot be read');
  expect(await read('turn-3')).toEqual({ status: 'open' });
  reader.close();
  await expect(read('turn-4')).rejects.toThrow('cannot be read');
});
