import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { EnvelopedEvent } from '../envelope/index.js';
import { systemClock } from './clock.js';
import { readSpoolStatus } from './spool-status.js';
import { startBench, type DeliveryBench } from './testing/delivery-bench.js';
import { until } from './testing/manual-clock.js';
import { acceptAll, status } from './testing/test-receiver.js';

const host = fileURLToPath(new URL('testing/crashing-host.mjs', import.meta.url));
const entry = new URL('../../dist/deliver/index.js', import.meta.url).href;
const kills = Number(process.env['TACHO_KILLS'] ?? (process.env['TACHO_LONG'] === '1' ? 1000 : 20));

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

/** Lets a host run until it has said so many numbers, kills it, and says how many events it had been told are safe. */
async function runAndKill(run: number, count: number): Promise<number> {
  const child = spawn(process.execPath, [host, entry, bench.directory, bench.receiver.url, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return said.split('\n').length - 1;
}

describe('delivery in hosts that are killed', () => {
  test(
    `every event that track confirmed arrives, once, over ${kills} kills of one or two hosts, whatever the server does`,
    { timeout: kills * 3000 },
    async () => {
      let requests = 0;
      // Every seventh request fails, every eleventh is taken but its answer is lost.
      bench.receiver.behave = (request, response) => {
        requests++;
        if (requests % 7 === 0) status(500)(request, response);
        else if (requests % 11 === 0) response.destroy();
        else acceptAll(request, response);
      };
      const confirmed = new Map<number, number>();
      for (let run = 0; run < kills; run += 2) {
        const both = [1 + ((run * 37) % 300), 1 + ((run * 101) % 300)].map(async (count, i) =>
          confirmed.set(run + i, await runAndKill(run + i, count)),
        );
        await Promise.all(both);
      }
      const delivery = await bench.open({ clock: systemClock, limits: { flushIntervalMs: 1, pollIntervalMs: 5 } });
      await until(async () => {
        const [spool] = await readSpoolStatus(bench.directory);
        return spool?.queued === 0;
      });
      await delivery.close(1000);

      const byId = new Map<string, string>();
      for (const { lines } of bench.receiver.requests) {
        for (const { envelope, event } of lines as readonly EnvelopedEvent[]) {
          const name = `${String(event.event_params['run'])}.${String(event.event_params['n'])}`;
          // An id stands for one event for ever.
          if ((byId.get(envelope.delivery_id) ?? name) !== name) throw new Error(`${envelope.delivery_id} came twice`);
          byId.set(envelope.delivery_id, name);
        }
      }
      const arrived = new Set(byId.values());
      expect(arrived.size).toBe(byId.size);
      const missing = [...confirmed].flatMap(([run, count]) =>
        Array.from({ length: count }, (_, n) => `${run}.${n}`).filter((name) => !arrived.has(name)),
      );
      expect(missing).toEqual([]);
      expect(bench.said.filter((message) => message.includes('cannot be read'))).toEqual([]);
      // Nothing is left of the dead but what was sent last.
      const left = (await bench.files()).filter((file) => !file.endsWith('.sent'));
      expect(left).toEqual(['cursor.json']);
    },
  );
});
