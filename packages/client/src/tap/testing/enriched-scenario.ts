import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readScenario } from '../../reducer/testing/read-scenario.js';
import { createReducer, type Emission } from '../../reducer/index.js';
import { createTurnLogs } from '../../rollout/index.js';
import { createEnrichingSink, type EnrichmentOutcome, type LogAnswer, type LogRequest } from '../enriching-sink.js';
import { createTrafficSink } from '../traffic-sink.js';

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

/** Where the recorded Codex had its logs. */
const recordedHome = '/home/dev/.codex/sessions';

/** How {@link enrichScenario} departs from what was recorded. */
export interface EnrichScenarioOptions {
  /** So much later than in truth each line of a log is there. */
  readonly logDelayMs?: number;
  /** Instead of the true reader. */
  readonly readLogs?: (request: LogRequest) => Promise<LogAnswer>;
  readonly bytesMax?: number;
  /** What the file system holds instead of a line; null: nothing. */
  readonly line?: (line: string) => string | null;
  /** The server has ended already when its messages are looked at. */
  readonly hurries?: boolean;
  readonly privacy?: 'wire' | 'strict';
}

/** What came of it. */
export interface EnrichedScenario {
  readonly emissions: readonly Emission[];
  readonly outcomes: Readonly<Partial<Record<EnrichmentOutcome, number>>>;
  /** Longest time that one message waited. */
  readonly longestWaitMs: number;
}

/** Plays a recording and its session logs as they were written, by a clock of its own, through a tap that enriches. */
export async function enrichScenario(
  version: string,
  name: string,
  options: EnrichScenarioOptions = {},
): Promise<EnrichedScenario> {
  const scenario = readScenario(version, name);
  const folder = mkdtempSync(join(tmpdir(), 'tachograph-enrich-'));
  const logs = openLogs(join(fixtures, version, name, 'rollouts'), folder, options);
  const reducer = createReducer({ enrich: true, privacy: options.privacy ?? 'wire' });
  const emissions: Emission[] = [];
  const turnLogs = createTurnLogs(options.bytesMax === undefined ? {} : { bytesMax: options.bytesMax });
  let nowMs = 0;
  const give = (fact: Parameters<typeof reducer.reduce>[0]): void => void emissions.push(...reducer.reduce(fact));
  const sink = createEnrichingSink({
    give,
    now: () => nowMs,
    // Time passes for who waits shortest alone: a bound that is never met is never reached.
    pause: (ms) => new Promise((resolve) => void later.push({ atMs: nowMs + ms, resolve })),
    readLogs: options.readLogs ?? (async (request) => turnLogs.read(request)),
    inner: createTrafficSink({
      transport: scenario.transport === 'ws' ? 'websocket' : 'stdio',
      resolveProject: async () => ({ project: 'resolved', repoHash: null, remoteUrl: null }),
      to: {
        fact(fact) {
          sink.heard(fact);
          give(fact);
        },
        end: (atMs) => void emissions.push(...reducer.end(atMs)),
      },
    }),
  });
  const later: { readonly atMs: number; readonly resolve: () => void }[] = [];
  const passTime = async (until: Promise<unknown>): Promise<void> => {
    let done = false;
    void until.finally(() => (done = true));
    for (;;) {
      await new Promise(setImmediate);
      if (done) return;
      const next = later.sort((a, b) => a.atMs - b.atMs).shift();
      if (next === undefined) continue;
      nowMs = Math.max(nowMs, next.atMs);
      logs.writeUntil(nowMs);
      next.resolve();
    }
  };
  let longestWaitMs = 0;
  const endedAtMs: number = JSON.parse(scenario.lines.at(-1) ?? '{}').t;
  try {
    if (options.hurries === true) {
      // Everything was said before.
      nowMs = endedAtMs;
      logs.writeUntil(Infinity);
      sink.hurry();
    }
    for (const line of scenario.lines) {
      const { dir, t, conn, m } = JSON.parse(line.replaceAll(recordedHome, folder)) as RecordedLine;
      if (m === undefined) continue;
      if (options.hurries !== true) nowMs = t;
      const fromMs = nowMs;
      later.length = 0;
      logs.writeUntil(nowMs);
      const held = sink.message(dir, conn ?? 0, t, m);
      if (held instanceof Promise) await passTime(held);
      longestWaitMs = Math.max(longestWaitMs, nowMs - fromMs);
    }
    sink.end(nowMs);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { emissions, outcomes: Object.fromEntries(sink.outcomes), longestWaitMs };
}

interface RecordedLine {
  readonly dir: 'c2s' | 's2c';
  readonly t: number;
  readonly conn?: number;
  readonly m?: unknown;
}

/** Writes the lines of logs when they are due. */
function openLogs(from: string, to: string, { logDelayMs = 0, line: change = (line) => line }: EnrichScenarioOptions) {
  const lines = readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jsonl'))
    .flatMap((path) =>
      readFileSync(join(from, path), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ path: join(to, path), line, atMs: Date.parse(JSON.parse(line).timestamp) + logDelayMs })),
    )
    .sort((a, b) => a.atMs - b.atMs);
  return {
    writeUntil(atMs: number): void {
      while (lines[0] !== undefined && lines[0].atMs <= atMs) {
        const { path, line } = lines.shift()!;
        const changed = change(line);
        if (changed === null) continue;
        mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, changed);
        if (changed === line) appendFileSync(path, '\n');
      }
    },
  };
}
