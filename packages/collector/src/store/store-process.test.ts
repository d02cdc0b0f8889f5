import { join } from 'node:path';

import { expect, test } from 'vitest';

import { limits } from '../limits.js';
import { openEventLog } from '../log/event-log.js';
import { silentLogger } from '../logger.js';
import { createHandTicker } from '../testing/hand-ticker.js';
import { bodyOf } from '../testing/lines.js';
import { scratchFolder } from '../testing/scratch.js';
import { startStoreProcess } from './store-process.js';

const queryLimits = { timeMsMax: 5_000, memoryBytesMax: 500_000_000, rowsMax: 100 };

test('who waits for what is durable waits for all of it, also for what the process was not told of yet', async () => {
  const folder = scratchFolder();
  const log = await openEventLog({ directory: join(folder, 'log') });
  const store = startStoreProcess({
    config: {
      storeDirectory: join(folder, 'store'),
      logDirectory: log.directory,
      logId: 'test',
      idleBatchIntervalMs: 0,
      batchBytes: limits.batchBytesMax,
      querySessions: 1,
      retention: {},
      tidyIntervalMs: limits.tidyIntervalMs,
    },
    durable: () => log.durable(),
    logger: silentLogger,
    ticker: createHandTicker().ticker,
  });
  try {
    await store.ready;
    const before = log.durable();
    await log.append({ account: 'local', door: 'events', received_at_ms: 1 }, [bodyOf([{ id: 'a' }, { id: 'b' }])]);
    // The second one waits until the first one was sent.
    store.advance(before);
    store.advance(log.durable());
    await store.ask({ kind: 'caught_up' });
    const sql = 'SELECT count() AS n FROM events';
    const { rows } = await store.ask({ kind: 'query', sql, params: {}, limits: queryLimits });
    expect(rows).toEqual([{ n: 2 }]);
  } finally {
    await store.close();
    await log.close();
  }
});
