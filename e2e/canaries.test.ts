import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { mayCarry, programsAndModels } from '../packages/client/src/reducer/testing/canary-fields.js';
import { withCanaries } from '../packages/client/src/reducer/testing/with-canaries.js';
import { startCollector, type Row, type RunningCollector } from './support/collector.js';
import { recordedMessages } from './support/recordings.js';
import { playClient, replayAgent, replaySteps, type ReplayStep } from './support/replay.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { runTacho, startTacho, type Ended } from './support/tacho.js';
import { until } from './support/until.js';

/** Short ones that hold names, paths, texts and URLs of many kinds. */
const recordings = ['apps', 'guardian-deny', 'hooks', 'mcp', 'plugins', 'skills'];

/** So many turns they hold at least. */
const turnsAtLeast = 10;

/** What a broken agent may say: texts where nobody expects any. */
const broken: readonly ReplayStep[] = [
  { write: 'thread panicked at /home/canary/secret.rs\n' },
  { write: `${JSON.stringify({ method: 'turn/completed', params: { threadId: ['canary'], turn: 'canary' } })}\n` },
  { write: `${JSON.stringify({ method: 'canary/text', id: 'canary', params: { path: '/home/canary' } })}\n` },
  { write: '{"method":"turn/started","params":{"canary' },
];

/** Folders of the data directory in which events lie. */
const ofEvents = /^(log|store|spool|samples)$/;

describe('a session full of canaries', () => {
  let scratch: Scratch;
  let collector: RunningCollector;
  let dataDir: string;
  let tapped: readonly Ended[];
  let rows: readonly Row[];

  /** Plays the session behind a tap in one of the modes. */
  async function tap(privacy: 'wire' | 'strict'): Promise<Ended> {
    const messages = recordings.flatMap((name) =>
      recordedMessages(`0.137.0/${name}`).map(({ dir, t, m }) => ({ dir, t, m: withCanaries(m) })),
    );
    const steps = replaySteps(messages);
    const agent = replayAgent(join(scratch.path, `${privacy}.jsonl`), [...steps, { read: true }, ...broken]);
    const running = startTacho(['tap', '--privacy', privacy, '--', ...agent], { dataDir });
    await playClient(running, messages, steps);
    return running.ended;
  }

  beforeAll(async () => {
    scratch = createScratch('canaries');
    dataDir = scratch.folder('data');
    collector = await startCollector({ dataDir, args: ['--log-level', 'debug'] });
    tapped = [await tap('wire'), await tap('strict')];
    rows = await until('the last turns can be asked for', async () => {
      const found = await collector.sql('SELECT * FROM events LIMIT 5000');
      const turns = found.filter((row) => row['event_type'] === 'codex_turn_event');
      return turns.length >= 2 * turnsAtLeast ? found : undefined;
    });
  });

  afterAll(async () => {
    await collector?.stop();
    scratch?.remove();
  });

  test.each(['wire', 'strict'] as const)(
    'leaves none in the store but in fields that may carry them in %s privacy',
    (privacy) => {
      const allowed = new Set([...programsAndModels, 'client', ...(privacy === 'wire' ? mayCarry : [])]);
      const carriers = new Set(rows.filter((row) => row['privacy'] === privacy).flatMap((row) => carriersIn(row, '')));
      expect([...carriers].filter((field) => !allowed.has(field))).toEqual([]);
      expect(carriers.size).toBeGreaterThan(privacy === 'wire' ? 12 : 4);
    },
  );

  test('leaves none in what is said, logged, counted and kept besides', async () => {
    const headers = { authorization: `Bearer ${collector.token}` };
    const asked = ['/metrics', '/api/status', '/api/queries/data_health'].map(async (path) =>
      (await fetch(`${collector.url}${path}`, { headers })).text(),
    );
    const doctor = await runTacho(['doctor', '--json'], { dataDir });
    const kept = readdirSync(dataDir, { withFileTypes: true, recursive: true })
      .filter(
        (entry) => entry.isFile() && !ofEvents.test(entry.parentPath.slice(dataDir.length + 1).split('/')[0] ?? ''),
      )
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const told = [
      ...tapped.map(({ stderr }) => stderr),
      collector.tacho.stdout(),
      collector.tacho.stderr(),
      doctor.stdout,
      ...kept,
    ];
    for (const text of [...told, ...(await Promise.all(asked))]) expect(text).not.toMatch(/canary/);
    // The faults of the agent were seen, and counted by their kind alone.
    expect(kept.join('')).toContain('misshapen turn/completed');
  });

  test('leaves none in what is answered and kept of events that are refused', async () => {
    const line = (event: object, envelope: object = {}): string =>
      JSON.stringify({
        envelope: { v: 1, delivery_id: 'd', occurred_at_ms: 1, source: 'tap', ...envelope },
        event,
      });
    const body = [
      '{"canary',
      line({ event_type: 'codex_turn_event', event_params: { thread_id: ['canary'], unknown: 'canary' } }),
      line({ event_type: 'codex_turn_event', event_params: 'canary' }),
      line({}, { source: 'canary' }),
    ].join('\n');
    const answer = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${collector.token}` },
      body,
    });
    expect(answer.status).toBe(200);
    const { results } = (await answer.json()) as { readonly results: readonly { readonly status: string }[] };
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    const { stdout } = await runTacho(['deadletter', 'list', '--json'], { dataDir });
    expect(JSON.parse(stdout)).toMatchObject({ rows: { length: 4 } });
    for (const text of [JSON.stringify(results), stdout, collector.tacho.stderr()]) expect(text).not.toMatch(/canary/);
  });
});

/** Names of the fields in which a canary sits; a column that holds JSON is looked into. */
function carriersIn(value: unknown, field: string): readonly string[] {
  if (typeof value === 'string') {
    if (!value.includes('canary')) return [];
    return field === 'props' ? carriersIn(JSON.parse(value), '') : [field];
  }
  if (Array.isArray(value)) return value.flatMap((inner) => carriersIn(inner, field));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => carriersIn(inner, key));
}
