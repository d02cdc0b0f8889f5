import { describe, expect, test } from 'vitest';

import { startCollector, type Collector } from './collector.js';
import { limits } from './limits.js';
import { silentLogger } from './logger.js';
import { createHandTicker } from './testing/hand-ticker.js';
import { bodyOf } from './testing/lines.js';
import { getFrom, postTo, sqlFrom, storePidOf } from './testing/running-collector.js';
import { scratchFolder } from './testing/scratch.js';
import { until } from './testing/until.js';

const silentTicks = Math.ceil(limits.storeSilenceMsMax / limits.storeAliveIntervalMs);

/** The events `from` to `to`, as a body. */
const eventsBetween = (from: number, to: number): Buffer =>
  bodyOf(Array.from({ length: to - from }, (_, n) => ({ id: `instance.${from + n}`, turn: `turn-${from + n}` })));

async function metricOf(collector: Collector, name: string): Promise<number> {
  const text = await (await getFrom(collector, '/metrics')).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe.skipIf(process.platform === 'win32')('a store that answers nothing', () => {
  test('is killed and started again, and then has every event once', { timeout: 60_000 }, async () => {
    const hand = createHandTicker();
    const lines: { readonly fields: object; readonly message: string }[] = [];
    const warnings: string[] = [];
    const collector = await startCollector({
      dataDir: scratchFolder(),
      port: 0,
      storeTicker: hand.ticker,
      logger: {
        ...silentLogger,
        error: (fields, message) => void lines.push({ fields, message }),
        warn: (_, message) => void warnings.push(message),
      },
    });
    try {
      expect(await postTo(collector, eventsBetween(0, 500))).toBe(true);
      await collector.caughtUp();
      const pid = await storePidOf(collector);
      process.kill(pid!, 'SIGSTOP');
      expect(await postTo(collector, eventsBetween(500, 1000))).toBe(true);

      hand.tick(3);
      const silent = await getFrom(collector, '/readyz');
      expect([silent.status, await silent.text()]).toEqual([503, 'not yet: the store does not answer\n']);
      expect((await getFrom(collector, '/healthz')).status).toBe(200);
      const refused = await getFrom(collector, '/api/queries/overview');
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await metricOf(collector, 'tacho_store_hangs_total')).toBe(0);

      hand.tick(silentTicks);
      expect(lines).toEqual([{ fields: { pid, why: 'silent', hangs: 1 }, message: expect.stringContaining('hangs') }]);
      expect(warnings).toContainEqual(expect.stringContaining('falls behind'));
      expect(await metricOf(collector, 'tacho_store_behind_seconds')).toBeGreaterThanOrEqual(60);
      await until(async () => (await getFrom(collector, '/readyz')).status === 200);
      await collector.caughtUp();
      expect(await metricOf(collector, 'tacho_store_behind_seconds')).toBe(0);
      expect(await storePidOf(collector)).not.toBe(pid);
      const [row] = await sqlFrom(collector, 'SELECT count() AS n, uniqExact(delivery_id) AS different FROM events');
      expect(row).toEqual({ n: 1000, different: 1000 });
      expect(await metricOf(collector, 'tacho_store_hangs_total')).toBe(1);
      expect(await metricOf(collector, 'tacho_store_restarts_total')).toBe(1);
    } finally {
      await collector.close();
    }
  });

  test('is not one that loads, sums and forgets meanwhile', { timeout: 60_000 }, async () => {
    const hand = createHandTicker();
    const collector = await startCollector({ dataDir: scratchFolder(), port: 0, storeTicker: hand.ticker });
    try {
      await collector.caughtUp();
      const pid = await storePidOf(collector);
      for (let at = 0; at < 20_000; at += 1000) {
        expect(await postTo(collector, eventsBetween(at, at + 1000))).toBe(true);
      }
      const working = collector.caughtUp().then(() => collector.forget({ beforeMs: 1 }));
      for (let question = 0; question < 3 * silentTicks; question++) {
        hand.tick();
        // Answered after the question of the watch, which came before it.
        await sqlFrom(collector, 'SELECT 1');
      }
      await working;
      expect(await storePidOf(collector)).toBe(pid);
      expect(await metricOf(collector, 'tacho_store_hangs_total')).toBe(0);
    } finally {
      await collector.close();
    }
  });
});
