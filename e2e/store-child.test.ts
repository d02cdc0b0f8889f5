import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { startCollector, type RunningCollector } from './support/collector.js';
import { cpuTimeMsOf, descendantsOf, isAlive } from './support/processes.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { shortest } from './support/shortest.js';
import { until } from './support/until.js';

/** From the end of the old collector to the answers of the new one. */
const restartMsMax = 3_000;
/** What a restart without a query takes at most on a machine that is not busy; what it takes longer here is added. */
const plainRestartMsMax = 1_500;
const attemptsMax = 3;

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
    await until('the child is gone too', () => !children.some(isAlive));
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    `a restart by %s during a long query is ready within ${restartMsMax} ms`,
    async (signal) => {
      const plainMs = await restart('SIGTERM');
      const boundMs = restartMsMax + Math.max(0, plainMs - plainRestartMsMax);
      const takenMs = await shortest({ boundMs, attemptsMax }, () => restartDuringQuery(signal));
      expect(takenMs).toBeLessThanOrEqual(boundMs);
      expect((await collector.query('overview')).rows).toHaveLength(1);
    },
    120_000,
  );

  /** Milliseconds from the signal to the old collector until the new one can be asked. */
  async function restart(signal: NodeJS.Signals): Promise<number> {
    const { pid } = collector.tacho;
    const startedAt = performance.now();
    process.kill(pid, signal);
    await until('the old collector is gone', () => !isAlive(pid));
    collector = await startCollector({ dataDir, port: collector.port });
    return performance.now() - startedAt;
  }

  /** The same while a query keeps the store busy. */
  async function restartDuringQuery(signal: NodeJS.Signals): Promise<number> {
    const children = descendantsOf(collector.tacho.pid);
    const answer = collector.sql(longQuery).then(
      () => 'answered',
      () => 'cut off',
    );
    const cpuBefore = cpuTimeMsOfAll(children);
    await until('the query keeps the store busy', () => cpuTimeMsOfAll(children) > cpuBefore + 300);
    const takenMs = await restart(signal);
    expect(await answer).toBe('cut off');
    await until('the old child is gone', () => !children.some(isAlive));
    return takenMs;
  }
});

function cpuTimeMsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuTimeMsOf(pid), 0);
}
