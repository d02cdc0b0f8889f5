import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openStore, silentLogger, startCollector } from '@tachograph/collector';

import { seedLines } from './seed-lines.js';

/** Whether a data directory was filled before, with about so many events. */
export async function holdsEvents(dataDir: string, events: number): Promise<boolean> {
  if (!existsSync(join(dataDir, 'store'))) return false;
  const store = await openStore(dataDir);
  const held = (await store.status()).events;
  await store.close();
  if (held < events) throw new Error(`${dataDir} holds ${held} events, not ${events}: remove it, or ask for fewer`);
  return true;
}

/** Makes a data directory whose store holds about so many events: recorded ones, loaded by a collector and then multiplied. */
export async function fillDataDirectory(dataDir: string, events: number): Promise<void> {
  const collector = await startCollector({ dataDir, port: 0, logger: silentLogger });
  const answer = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${collector.token}`, 'content-type': 'application/x-ndjson' },
    body: seedLines().join('\n'),
  });
  const { results } = (await answer.json()) as { readonly results: readonly { readonly status: string }[] };
  const refused = results.filter(({ status }) => status !== 'accepted');
  if (refused.length > 0) throw new Error(`${refused.length} seeds were not accepted: ${JSON.stringify(refused[0])}`);
  await collector.caughtUp();
  await collector.close();
  await multiply(join(dataDir, 'store'), events);
}

/** In a process of its own: the engine keeps what it took from a directory until its process ends. */
async function multiply(storeDirectory: string, events: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('fill-store.js', import.meta.url)), storeDirectory, String(events)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const code = await new Promise((resolve) => void child.once('close', resolve));
  if (code !== 0) throw new Error(`filling the store ended with ${String(code)}`);
}
