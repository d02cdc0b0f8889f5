import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { inspectSpool, readSpoolStatus } from '../packages/client/src/deliver/index.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { recordedMessages } from './support/recordings.js';
import { playClient, replayAgent, replaySteps } from './support/replay.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { startTacho } from './support/tacho.js';
import { until } from './support/until.js';

/** Kills in the test; `npm run test:long` sets more. */
const kills = Number(process.env['TACHO_TAP_KILLS'] ?? (process.env['TACHO_LONG'] === '1' ? 1000 : 20));
const messages = recordedMessages('0.169.0/basic');
const steps = replaySteps(messages);

let scratch: Scratch;
let dataDir: string;
let collector: RunningCollector;

beforeEach(async () => {
  scratch = createScratch('tap-kills');
  dataDir = scratch.folder('data');
  collector = await startCollector({ dataDir });
});

afterEach(async () => {
  await collector.stop();
  scratch.remove();
});

/** Ids of all that the spools of this folder hold now, sent or not. */
async function spooledIds(): Promise<readonly string[]> {
  const folder = join(dataDir, 'spool');
  const ids: string[] = [];
  for (const { name } of await readSpoolStatus(folder)) {
    for await (const { line } of inspectSpool(join(folder, name))) ids.push(idIn(line));
  }
  return ids;
}

function idIn(line: string): string {
  const { envelope } = JSON.parse(line) as { readonly envelope: { readonly delivery_id: string } };
  return envelope.delivery_id;
}

test(
  `what a tap has spooled when it is killed is in the store once, over ${kills} kills at any point of a session`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    const spooled = new Set<string>();
    for (let kill = 0; kill < kills; kill++) {
      const agent = replayAgent(join(scratch.path, `steps-${kill}.jsonl`), [...steps, { read: true }]);
      const tap = startTacho(['tap', '--', ...agent], { dataDir });
      const wanted = 1 + ((kill * 7) % 5);
      const playing = playClient(tap, messages, steps, { keepOpen: true }).catch(() => undefined);
      const before = new Set(spooled);
      await until(`${wanted} events are in the spool`, async () => {
        for (const id of await spooledIds()) spooled.add(id);
        return spooled.size >= before.size + wanted;
      });
      tap.signalGroup('SIGKILL');
      await tap.ended;
      await playing;
      for (const id of await spooledIds()) spooled.add(id);
    }
    // The next tap sends what the killed ones left, whatever its own agent does.
    const last = startTacho(['tap', '--', ...replayAgent(join(scratch.path, 'last.jsonl'), [{ read: true }])], {
      dataDir,
    });
    await until('everything that was spooled is in the store', async () => {
      const rows = await collector.sql('SELECT delivery_id AS id FROM events LIMIT 100000');
      const stored = new Set(rows.map((row) => row['id']));
      return [...spooled].every((id) => stored.has(id));
    });
    last.process.stdin?.end();
    await last.ended;
    const [row] = await collector.sql('SELECT count() AS n, uniqExact(delivery_id) AS different FROM events');
    expect(row?.['n']).toBe(row?.['different']);
    expect(spooled.size).toBeGreaterThan(kills);
  },
);
