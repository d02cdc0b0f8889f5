import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WireEvent } from '../../envelope/index.js';

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

/** The session logs of a recorded session, and the events that the real Codex sent of it. */
export interface RecordedLogs {
  readonly version: string;
  readonly name: string;
  /** Folder of the logs. */
  readonly folder: string;
  readonly events: readonly WireEvent[];
}

/** Recordings that hold no traffic: sessions in which logs are what is hard. */
export function readRecordedLogs(): readonly RecordedLogs[] {
  return readdirSync(fixtures)
    .filter((set) => set.startsWith('logs-'))
    .flatMap((set) => readdirSync(join(fixtures, set)).map((name) => readOne(set, name)));
}

function readOne(set: string, name: string): RecordedLogs {
  const from = join(fixtures, set, name);
  const events = readFileSync(join(from, 'analytics.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly event: WireEvent }).event);
  return { version: set.slice('logs-'.length), name, folder: join(from, 'rollouts'), events };
}

/** Session logs below a folder. */
export function logsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? logsIn(path) : path.endsWith('.jsonl') ? [path] : [];
  });
}

/** Thread of a session log. */
export function threadIdOf(path: string): string {
  const first = readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
  return (JSON.parse(first) as { readonly payload: { readonly id: string } }).payload.id;
}
