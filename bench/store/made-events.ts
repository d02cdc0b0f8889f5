import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { envelop, liveDeliveryId } from '@tachograph/client/envelope';
import { createRecordingReader } from '@tachograph/client/facts';
import { createReducer, type Emission } from '@tachograph/client/reducer';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const projects = ['shop', 'notes', 'billing', 'search', 'mobile', 'infra'];
const origin = {
  source: 'tap',
  sourceVersion: '0.1.0',
  machineId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  privacy: 'wire',
} as const;

/**
 * Writes `count` events as lines of `POST /v1/events`: what the reducer makes of streams that `make-large` made of the
 * recordings, so that every id is its own and the mix of types is that of sessions.
 */
export async function makeEvents(count: number, path: string): Promise<void> {
  const out = createWriteStream(path);
  let made = 0;
  for (let seed = 1; made < count; seed++) {
    for await (const emission of emissionsOf(`seed ${seed}`)) {
      if (made === count) break;
      const { context } = emission;
      const project = projects[hashOf(context.rootThreadId ?? '') % projects.length]!;
      const record = { ...emission, context: { ...context, project } };
      const line = envelop(record, origin, liveDeliveryId('bench', made++), emission.occurredAtMs + 20);
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

async function* emissionsOf(seed: string): AsyncGenerator<Emission> {
  const folder = mkdtempSync(join(tmpdir(), 'tacho-bench-stream-'));
  try {
    const stream = join(folder, 'stream.jsonl');
    const args = ['--from', join(root, 'fixtures/0.169.0'), '--out', stream, '--seed', seed];
    const sizes = ['--threads', '200', '--turns', '20', '--delta-kb', '0.1', '--max-mb', '60'];
    execFileSync(process.execPath, [join(root, 'bench/tools/make-large.mjs'), 'rpc', ...args, ...sizes], {
      stdio: 'ignore',
    });
    const reducer = createReducer();
    let emissions: Emission[] = [];
    const reader = createRecordingReader({
      transport: 'stdio',
      onFact: (fact) => void emissions.push(...reducer.reduce(fact)),
    });
    for await (const line of createInterface({ input: createReadStream(stream) })) {
      reader.line(line);
      if (emissions.length > 0) yield* emissions;
      emissions = [];
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hashOf(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  return hash;
}
