import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, test } from 'vitest';

import { bodyOf, threadA, threadB } from './testing/lines.js';
import { scratchFolder } from './testing/scratch.js';
import { until } from './testing/until.js';

/** Kills in the test; `npm run test:long` sets more. */
const kills = Number(process.env['TACHO_CRASH_KILLS'] ?? (process.env['TACHO_LONG'] === '1' ? 1000 : 20));
const seed = Number(process.env['TACHO_CRASH_SEED'] ?? Date.now() % 1_000_000);

const program = fileURLToPath(new URL('./testing/collector-process.mjs', import.meta.url));

interface RunningCollector {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(dataDir: string): Promise<RunningCollector> {
  const child = fork(program, [dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  children.push(child);
  const [message] = (await once(child, 'message')) as [{ readonly url: string; readonly token: string }];
  return { child, ...message };
}

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
      let collector = await start(dataDir);
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
          while (!answered && sending) answered = await post(collector, body);
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
          collector = await start(dataDir);
        }
      }
      sending = false;
      await senders;
      await until(async () => (await get(collector, '/readyz')).status === 200);
      await until(async () => {
        const { log, store } = (await (await get(collector, '/api/status')).json()) as StatusReply;
        return store.progress !== undefined && store.progress.position.offset >= log.durable.offset;
      });
      const stored = await sql(collector, 'SELECT delivery_id, count() AS n FROM events GROUP BY delivery_id');
      const doubled = stored.filter((row) => row['n'] !== 1);
      const ids = new Set(stored.map((row) => String(row['delivery_id'])));
      const lost = [...acknowledged].filter((id) => !ids.has(id));
      expect({ doubled, lost }).toEqual({ doubled: [], lost: [] });
      expect(acknowledged.size).toBeGreaterThan(kills);
    },
    60_000 + kills * 5_000,
  );
});

interface StatusReply {
  readonly log: { readonly durable: { readonly segment: number; readonly offset: number } };
  readonly store: { readonly progress?: { readonly position: { readonly segment: number; readonly offset: number } } };
}

async function killStore(collector: RunningCollector): Promise<void> {
  const reply = await get(collector, '/api/status').catch(() => null);
  const status = (await reply?.json().catch(() => null)) as { readonly store?: { readonly pid?: number } } | null;
  if (status?.store?.pid !== undefined) process.kill(status.store.pid, 'SIGKILL');
}

async function post(collector: RunningCollector, body: Buffer): Promise<boolean> {
  try {
    const reply = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${collector.token}` },
      body: new Uint8Array(body),
    });
    await reply.text();
    return reply.status === 200;
  } catch {
    return false;
  }
}

async function get(collector: RunningCollector, path: string): Promise<Response> {
  return fetch(`${collector.url}${path}`, { headers: { authorization: `Bearer ${collector.token}` } });
}

async function sql(collector: RunningCollector, statement: string): Promise<readonly Record<string, unknown>[]> {
  const reply = await fetch(`${collector.url}/api/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${collector.token}` },
    body: JSON.stringify({ sql: statement }),
  });
  const answer = (await reply.json()) as { readonly rows: readonly Record<string, unknown>[] };
  return answer.rows;
}
