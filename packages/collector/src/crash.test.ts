import { once } from 'node:events';

import { describe, expect, test } from 'vitest';

import { bodyOf, threadA, threadB } from './testing/lines.js';
import {
  isLoaded,
  postTo,
  sqlFrom,
  startRunning,
  storePidOf,
  type RunningCollector,
} from './testing/running-collector.js';
import { scratchFolder } from './testing/scratch.js';
import { until } from './testing/until.js';

/** Kills in the test; `npm run test:long` sets more. */
const kills = Number(process.env['TACHO_CRASH_KILLS'] ?? (process.env['TACHO_LONG'] === '1' ? 1000 : 20));
const seed = Number(process.env['TACHO_CRASH_SEED'] ?? Date.now() % 1_000_000);

/** A small generator of numbers that a seed repeats (mulberry32). */
function numbersFrom(first: number): () => number {
  let state = first;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe(`collector and store under load, killed ${kills} times (seed ${seed})`, () => {
  test(
    'every event that was acknowledged is in the store exactly once',
    async () => {
      const dataDir = scratchFolder();
      const random = numbersFrom(seed);
      const acknowledged = new Set<string>();
      let collector = await startRunning(dataDir);
      let sending = true;
      let sequence = 0;

      /** Sends without end; what was not answered is sent again, as every source of ours does. */
      const sender = async (): Promise<void> => {
        while (sending) {
          const ids = Array.from({ length: 1 + Math.floor(random() * 20) }, () => `event-${sequence++}`);
          const body = bodyOf(
            ids.map((id, at) => ({ id, thread: at % 2 === 0 ? threadA : threadB, turn: `turn-${sequence % 50}` })),
          );
          let answered = false;
          while (!answered && sending) answered = await postTo(collector, body);
          if (answered) for (const id of ids) acknowledged.add(id);
        }
      };
      const senders = Promise.all(Array.from({ length: 4 }, sender));

      for (let kill = 0; kill < kills; kill++) {
        const before = acknowledged.size;
        const wanted = before + 1 + Math.floor(random() * 300);
        await until(() => acknowledged.size >= wanted);
        if (random() < 0.5) await killStore(collector);
        else {
          const gone = once(collector.child, 'exit');
          collector.child.kill('SIGKILL');
          await gone;
          collector = await startRunning(dataDir);
        }
      }
      sending = false;
      await senders;
      await until(() => isLoaded(collector));
      const stored = await storedIds(collector);
      const doubled = stored.filter((row) => row['n'] !== 1);
      const ids = new Set(stored.map((row) => String(row['delivery_id'])));
      const lost = [...acknowledged].filter((id) => !ids.has(id));
      expect({ doubled, lost }).toEqual({ doubled: [], lost: [] });
      expect(acknowledged.size).toBeGreaterThan(kills);
    },
    60_000 + kills * 5_000,
  );
});

/** How often each delivery is in the store; asked in parts, each far below what an answer may hold. */
async function storedIds(collector: RunningCollector): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const parts = 64;
  const stored: Readonly<Record<string, unknown>>[] = [];
  for (let part = 0; part < parts; part++) {
    const ofPart = `cityHash64(delivery_id) % ${parts} = ${part}`;
    const rows = await sqlFrom(
      collector,
      `SELECT delivery_id, count() AS n FROM events WHERE ${ofPart} GROUP BY delivery_id`,
    );
    stored.push(...rows);
  }
  return stored;
}

async function killStore(collector: RunningCollector): Promise<void> {
  const pid = await storePidOf(collector);
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Killed so soon after its start that it is gone already: the next one is on its way.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
