import { expect, test } from 'vitest';

import { answerQuery, memoryOfQuery } from './answers.js';
import { limits } from './limits.js';
import { queryDefinitions } from './queries/index.js';
import type { StoreProcess } from './store/store-process.js';

/** A store whose roll-ups lack some days, and that answers everything alike. */
const lacking = (unsummedDays: number): Pick<StoreProcess, 'ask'> => ({
  // It is asked queries only.
  ask: () => Promise.resolve({ rows: [], columns: [], elapsedMs: 1, rowsRead: 0, unsummedDays } as never),
});
const context = { nowMs: 0, pricesFile: '/nowhere' };
const gibibyte = 1024 ** 3;

test('an answer from roll-ups says how many days they lack', async () => {
  expect(await answerQuery(lacking(12), queryDefinitions, 'overview', {}, context)).toMatchObject({
    incomplete: { days_left: 12 },
  });
});

test('an answer from whole roll-ups says nothing, nor does one from the events', async () => {
  expect(await answerQuery(lacking(0), queryDefinitions, 'overview', {}, context)).not.toHaveProperty('incomplete');
  expect(await answerQuery(lacking(12), queryDefinitions, 'audit', {}, context)).not.toHaveProperty('incomplete');
});

test('all queries together leave half of a small machine to the loader', () => {
  expect(memoryOfQuery(64 * gibibyte)).toBe(limits.queryMemoryBytesMax);
  expect(memoryOfQuery(2 * gibibyte) * limits.querySessions).toBeLessThanOrEqual(gibibyte);
});
