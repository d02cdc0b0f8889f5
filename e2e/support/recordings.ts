import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SeenEvent } from './analytics-sink.js';
import { repoRoot } from './scratch.js';

/** One line of a recording. */
export type RecordedMessage = { readonly dir: 'c2s' | 's2c'; readonly t: number; readonly m: unknown };

/** The folder of a recording of the real Codex: `recordingFolder('0.137.0/basic')`. */
export function recordingFolder(name: string): string {
  return join(repoRoot, 'fixtures', name);
}

/** The messages of a recording, in order. */
export function recordedMessages(name: string): readonly RecordedMessage[] {
  return readLines(join(recordingFolder(name), 'rpc.jsonl')) as readonly RecordedMessage[];
}

/** What Codex itself reported of the recorded session. */
export function recordedEvents(name: string): readonly SeenEvent[] {
  const posted = readLines(join(recordingFolder(name), 'analytics.jsonl')) as readonly { readonly event: SeenEvent }[];
  return posted.map(({ event }) => event);
}

function readLines(path: string): readonly unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
