import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { bodyOf } from './testing/lines.js';
import { getFrom, isLoaded, postTo, sqlFrom, startRunning, storePidOf } from './testing/running-collector.js';
import { scratchFolder } from './testing/scratch.js';
import { until } from './testing/until.js';

/** 500 events a second: ten minutes of them in the long form; the short one posts as many seconds' worth at once. */
const long = process.env['TACHO_LONG'] === '1';
const seconds = long ? 600 : 40;
const eventsPerBody = 500;
/** What the collector may grow by meanwhile: far less than the events are. */
const grownMegabytesMax = 150;

/** Its collector does not watch over it: that a store which hangs is replaced is tested elsewhere; this is one that stays down. */
describe('a store that hangs and then dies', () => {
  test.skipIf(process.platform !== 'linux')(
    `costs nothing over ${seconds} seconds of events: all are acknowledged, memory stays, and the next store has them once`,
    { timeout: (seconds + 120) * 1000 },
    async () => {
      const collector = await startRunning(scratchFolder(), 'unwatched');
      await until(async () => (await getFrom(collector, '/readyz')).status === 200);
      const store = await storePidOf(collector);
      process.kill(store!, 'SIGSTOP');
      let before = 0;
      for (let second = 0; second < seconds; second++) {
        const from = second * eventsPerBody;
        const ids = Array.from({ length: eventsPerBody }, (_, n) => ({
          id: `instance.${from + n}`,
          turn: `turn-${n}`,
        }));
        const begun = performance.now();
        expect(await postTo(collector, bodyOf(ids))).toBe(true);
        if (second === 10) before = memoryOf(collector.child.pid!);
        if (long) await pause(Math.max(0, 1000 - (performance.now() - begun)));
      }
      expect((await getFrom(collector, '/healthz')).status).toBe(200);
      // A store that says nothing does not keep the collector from saying how it is.
      expect(await storePidOf(collector)).toBe(store);
      expect(memoryOf(collector.child.pid!) - before).toBeLessThan(grownMegabytesMax);
      process.kill(store!, 'SIGKILL');
      await until(async () => (await storePidOf(collector)) !== store && isLoaded(collector));
      const [row] = await sqlFrom(collector, 'SELECT count() AS n, uniqExact(delivery_id) AS different FROM events');
      expect(row).toEqual({ n: seconds * eventsPerBody, different: seconds * eventsPerBody });
    },
  );
});

/** Resident memory, in megabytes. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;
}
