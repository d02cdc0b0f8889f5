import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { startCollector, type RunningCollector } from './support/collector.js';
import { cpuTimeMsOf, descendantsOf, isAlive } from './support/processes.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { until } from './support/until.js';

/** From the end of the old collector to the answers of the new one. */
const restartMsMax = 3_000;
const attemptsMax = 5;

/** Runs for longer than the store lets a query run. */
const longQuery = `
  SELECT sum(sipHash64(a, b)) AS sum
  FROM (SELECT arrayJoin(range(1000000)) AS a) AS x CROSS JOIN (SELECT arrayJoin(range(1000000)) AS b) AS y`;

describe('the process of the store', () => {
  let scratch: Scratch;
  let dataDir: string;
  let collector: RunningCollector;

  beforeEach(async () => {
    scratch = createScratch('store-child');
    dataDir = scratch.folder('data');
    collector = await startCollector({ dataDir });
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
      const taken: number[] = [];
      // The best of a few: a machine that is busy with something else makes one slow, a store that waits makes all slow.
      while (taken.length < attemptsMax && !taken.some((ms) => ms <= restartMsMax)) {
        taken.push(await restartDuringQuery(signal));
      }
      expect(Math.min(...taken)).toBeLessThanOrEqual(restartMsMax);
      expect((await collector.query('overview')).rows).toHaveLength(1);
    },
    120_000,
  );

  /** Milliseconds from the signal to the old collector until the new one can be asked. */
  async function restartDuringQuery(signal: NodeJS.Signals): Promise<number> {
    const { pid } = collector.tacho;
    const children = descendantsOf(pid);
    const answer = collector.sql(longQuery).then(
      () => 'answered',
      () => 'cut off',
    );
    const cpuBefore = cpuTimeMsOfAll(children);
    await until('the query keeps the store busy', () => cpuTimeMsOfAll(children) > cpuBefore + 300);
    const startedAt = performance.now();
    process.kill(pid, signal);
    await until('the old collector is gone', () => !isAlive(pid));
    collector = await startCollector({ dataDir, port: collector.port });
    const takenMs = performance.now() - startedAt;
    expect(await answer).toBe('cut off');
    await until('the old child is gone', () => !children.some(isAlive), { deadlineMs: 5_000 });
    return takenMs;
  }
});

function cpuTimeMsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuTimeMsOf(pid), 0);
}
