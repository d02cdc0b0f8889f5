import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { RecordedMessage } from './recordings.js';
import type { RunningTacho } from './tacho.js';
import { until } from './until.js';

/** One step of the server's side: a recorded message, or bytes of any kind. */
export type ReplayStep = { readonly read: true } | { readonly write: string; readonly times?: number };

/** What the agent of a replay exits with. */
export const replayExitCode = 7;

const agentPath = fileURLToPath(new URL('replay-agent.mjs', import.meta.url));

/** The steps that play the server's side of recorded messages. */
export function replaySteps(messages: readonly RecordedMessage[]): readonly ReplayStep[] {
  return messages.map(({ dir, m }) => (dir === 'c2s' ? { read: true } : { write: `${JSON.stringify(m)}\n` }));
}

/** Writes the steps to `path` and gives the command line of an agent that follows them. */
export function replayAgent(path: string, steps: readonly ReplayStep[]): readonly string[] {
  writeFileSync(path, steps.map((step) => `${JSON.stringify(step)}\n`).join(''));
  return [process.execPath, agentPath, path];
}

/**
 * Plays the client's side against an agent behind a tap: sends each of the recorded lines when all that the server says
 * before it has arrived, then ends the input, unless told to `keepOpen`.
 */
export async function playClient(
  { process: tap }: RunningTacho,
  messages: readonly RecordedMessage[],
  steps: readonly ReplayStep[],
  { keepOpen = false }: { readonly keepOpen?: boolean } = {},
): Promise<void> {
  let linesReceived = 0;
  tap.stdout?.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) linesReceived += 1;
  });
  const sent = messages.filter((message) => message.dir === 'c2s').values();
  let linesExpected = 0;
  for (const step of steps) {
    if ('write' in step) {
      linesExpected += step.write.split('\n').length - 1;
      continue;
    }
    const next = sent.next().value;
    if (next === undefined) break;
    const expected = linesExpected;
    await until(`${expected} lines have come`, () => linesReceived >= expected, { seen: () => linesReceived });
    tap.stdin?.write(`${JSON.stringify(next.m)}\n`);
  }
  if (!keepOpen) tap.stdin?.end();
}

/** Digest of all that the steps write: what must come out of the tap, byte for byte. */
export function digestOfSteps(steps: readonly ReplayStep[]): string {
  const hash = createHash('sha256');
  for (const step of steps) if ('write' in step) hash.update(step.write.repeat(step.times ?? 1));
  return hash.digest('hex');
}

/** Digest of what came out. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
