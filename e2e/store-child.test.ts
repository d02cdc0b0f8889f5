import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { startCollector, type RunningCollector } from './support/collector.js';
import { cpuTimeMsOf, descendantsOf, isAlive } from './support/processes.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { until } from './support/until.js';

/** From the end of the old collector to the answers of the new one. */
const restartMsMax = 3_000;

/** Runs for longer than any test waits. */
const endlessQuery = 'SELECT count() FROM system.numbers WHERE sipHash64(number) = 1';

describe('the process of the store', () => {
  let scratch: Scratch;
  let collector: RunningCollector;

  beforeEach(async () => {
    scratch = createScratch('store-child');
    collector = await startCollector({ dataDir: scratch.folder('data') });
  });

  afterEach(async () => {
    collector?.tacho.signalGroup('SIGKILL');
    await collector?.tacho.ended;
    scratch.remove();
  });

  test('goes when the collector is killed', async () => {
    const children = descendantsOf(collector.tacho.pid);
    expect(children.length).toBeGreaterThan(0);
    // The collector alone: its group would take the child along.
    process.kill(collector.tacho.pid, 'SIGKILL');
    await until('the child is gone too', () => !children.some(isAlive), { deadlineMs: 5_000 });
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    `a restart by %s during a long query is ready within ${restartMsMax} ms`,
    async (signal) => {
      const children = descendantsOf(collector.tacho.pid);
      const answer = collector.sql(endlessQuery).then(
        () => 'answered',
        () => 'refused or cut off',
      );
      const cpuBefore = cpuTimeMsOfAll(children);
      await until('the query keeps the store busy', () => cpuTimeMsOfAll(children) > cpuBefore + 300);
      const startedAt = performance.now();
      process.kill(collector.tacho.pid, signal);
      await until('the old collector is gone', () => !isAlive(collector.tacho.pid));
      const port = collector.port;
      collector = await startCollector({ dataDir: scratch.folder('data'), port });
      expect(performance.now() - startedAt).toBeLessThan(restartMsMax);
      expect(await answer).toBe('refused or cut off');
      expect((await collector.query('overview')).rows).toHaveLength(1);
      await until('the old child is gone', () => !children.some(isAlive), { deadlineMs: 5_000 });
    },
  );
});

function cpuTimeMsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuTimeMsOf(pid), 0);
}
