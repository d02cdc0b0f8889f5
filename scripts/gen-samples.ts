// Writes packages/cli/samples/samples.jsonl.gz: events of some recordings, spread over two weeks. `--check` writes nothing
// and fails when the file is not what the reducer says of the recordings today.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { moveInTime, occurredAtMs } from '@tachograph/cli';

import { root } from './source-files.js';

const samplesPath = join(root, 'packages/cli/samples/samples.jsonl.gz');
const version = '0.169.0';

/** The repository in which all recordings were made; a recording itself does not say it. */
const project = 'acme/inventory';

/** Recordings, and how many hours before the last one each is put: office hours of two weeks. */
const recordings: Readonly<Record<string, number>> = {
  'collab-v2': 0,
  mixed: 3,
  'guardian-deny': 22,
  'commands-unified': 26,
  'approvals-command': 46,
  'multi-thread': 49,
  failures: 52,
  'guardian-allow': 71,
  mcp: 75,
  compaction: 98,
  hooks: 101,
  'file-changes': 124,
  review: 168,
  collab: 171,
  skills: 190,
  steering: 194,
  permissions: 215,
  'guardian-timeout': 219,
  interrupts: 240,
  'web-search': 243,
  'dynamic-tools': 266,
  basic: 291,
};

const wanted = makeSamples();
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(samplesPath), { recursive: true });
  writeFileSync(samplesPath, gzipSync(wanted, { level: 9 }));
  process.stdout.write(`${wanted.split('\n').length - 1} events\n`);
} else if (readStored() !== wanted) {
  process.stderr.write('packages/cli/samples/samples.jsonl.gz is stale: npm run samples\n');
  process.exitCode = 1;
}

function makeSamples(): string {
  const lines = Object.entries(recordings).flatMap(([name, hoursBefore]) => reduceRecording(name, hoursBefore));
  return lines
    .sort((a, b) => occurredAtMs(a) - occurredAtMs(b))
    .map((line) => `${line}\n`)
    .join('');
}

/** By the command itself: samples are what anybody gets who reduces the recording. */
function reduceRecording(name: string, hoursBefore: number): readonly string[] {
  const folder = join(root, 'fixtures', version, name);
  const output = execFileSync(
    process.execPath,
    ['packages/cli/bin/tacho.js', 'reduce', '--envelope', '--own', folder],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => moveInTime(marked(line, `sample.${name}.${index}`), -hoursBefore * 3_600_000));
}

/** Marks an event as a sample; what depends on the moment or the machine of its making is left out. */
function marked(line: string, deliveryId: string): string {
  const { envelope, event }: { envelope: Record<string, unknown>; event: unknown } = JSON.parse(line);
  const { observed_at_ms: _observed, machine_id: _machine, source_version: _version, ...kept } = envelope;
  return JSON.stringify({
    envelope: { ...kept, delivery_id: deliveryId, source: 'tap', project, sample: true },
    event,
  });
}

function readStored(): string | null {
  try {
    return gunzipSync(readFileSync(samplesPath)).toString('utf8');
  } catch {
    return null;
  }
}
