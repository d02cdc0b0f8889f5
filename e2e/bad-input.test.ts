import { appendFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { startCollector } from './support/collector.js';
import { freePort } from './support/free-port.js';
import { recordedEvents, recordedMessages } from './support/recordings.js';
import {
  digestOf,
  digestOfSteps,
  playClient,
  replayAgent,
  replayExitCode,
  replaySteps,
  type ReplayStep,
} from './support/replay.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { storedEvents } from './support/stored-events.js';
import { runTacho, startTacho, type Ended } from './support/tacho.js';
import { until } from './support/until.js';
import { identitiesOf, parseEventLines } from './support/wire-events.js';

const recording = '0.169.0/basic';
const messages = recordedMessages(recording);

let scratch: Scratch;
let dataDir: string;

beforeEach(() => {
  scratch = createScratch('bad-input');
  dataDir = scratch.folder('data');
});

afterEach(() => scratch.remove());

function lineOf(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** The events of the recording when nothing is wrong with it. */
async function eventsOfCleanRecording(...flags: readonly string[]): Promise<readonly string[]> {
  const path = join(scratch.path, 'clean.jsonl');
  writeFileSync(path, messages.map(lineOf).join(''));
  const { stdout } = await runTacho(['reduce', ...flags, path], { dataDir: scratch.folder('clean') });
  return identitiesOf(parseEventLines(stdout));
}

type TapToFileOptions = {
  /** What the agent does when everything else is done, before it ends. */
  readonly lastSteps?: readonly ReplayStep[];
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs a tap whose agent follows `steps`, with the client of the recording; also gives what was told. */
async function tapToFile(
  steps: readonly ReplayStep[],
  { lastSteps = [], env = {} }: TapToFileOptions = {},
): Promise<{ readonly ended: Ended; readonly told: readonly string[] }> {
  const eventsPath = join(scratch.path, 'events.jsonl');
  const agent = replayAgent(join(scratch.path, 'steps.jsonl'), [...steps, { read: true }, ...lastSteps]);
  const tap = startTacho(['tap', '--to', `file:${eventsPath}`, '--', ...agent], { dataDir, env });
  await playClient(tap, messages, steps, { keepOpen: true });
  // The agent does not wait for what the tap loads: on a busy machine such a short session may be over before.
  await until('the tap has told something', () => existsSync(eventsPath) && statSync(eventsPath).size > 0);
  tap.process.stdin?.end();
  const ended = await tap.ended;
  return { ended, told: identitiesOf(parseEventLines(readFileSync(eventsPath, 'utf8'))) };
}

describe('a broken agent behind the tap', () => {
  const steps = replaySteps(messages);
  const middle = Math.floor(steps.length / 2);
  const withDefect = (...defect: readonly ReplayStep[]) => steps.toSpliced(middle, 0, ...defect);
  const wrongShape = { method: 'turn/completed', params: { threadId: 7, turn: ['no', 'turn'] } };
  const cases = [
    { defect: 'a line that is no JSON', broken: withDefect({ write: 'thread panicked at src/main.rs {"id":\n' }) },
    { defect: 'a line of 100 MiB', broken: withDefect({ write: 'x'.repeat(1024), times: 102_400 }, { write: '\n' }) },
    { defect: 'a known message of the wrong shape', broken: withDefect({ write: lineOf(wrongShape) }) },
    { defect: 'half a line at the end', broken: steps, lastSteps: [{ write: '{"method":"turn/comp' }] },
  ];

  test.each(cases)('$defect passes unchanged and costs no event', async ({ broken, lastSteps = [] }) => {
    const { ended, told } = await tapToFile(broken, { lastSteps });
    expect(ended.code).toBe(replayExitCode);
    expect(digestOf(ended.stdout)).toBe(digestOfSteps([...broken, ...lastSteps]));
    expect(told).toEqual(await eventsOfCleanRecording());
  });
});

describe('a broken recording', () => {
  const wrongShape = { dir: 's2c', t: 1, m: { method: 'turn/completed', params: { threadId: 7 } } };
  const cases = [
    { defect: 'a line that is no JSON', at: 4, text: 'not a message\n', code: 3, says: /\b5\b/ },
    { defect: 'half a line at the end', at: messages.length, text: '{"dir":"s2c","t":17', code: 3, says: /\d/ },
    { defect: 'a known message of the wrong shape', at: 4, text: lineOf(wrongShape), code: 0, says: /turn\/completed/ },
  ];

  test.each(cases)(
    'with $defect gives all other events and says what was skipped',
    async ({ at, text, code, says }) => {
      const path = join(scratch.path, 'broken.jsonl');
      writeFileSync(path, messages.map(lineOf).toSpliced(at, 0, text).join(''));
      const reduced = await runTacho(['reduce', path], { dataDir });
      expect(reduced.stderr).toMatch(says);
      expect(reduced.code).toBe(code);
      expect(identitiesOf(parseEventLines(reduced.stdout))).toEqual(await eventsOfCleanRecording());
    },
  );
});

describe('a broken environment', () => {
  test('a program that does not exist: 127, and what to do', async () => {
    const ended = await runTacho(['tap', '--', 'codex', 'app-server'], { dataDir, env: { PATH: '/nowhere' } });
    expect(ended).toMatchObject({ code: 127, stdout: '' });
    expect(ended.stderr).toMatch(/codex/);
    expect(ended.stderr).toMatch(/install|PATH/);
  });

  test('a port that is taken: 1, which one, and how to take another', async () => {
    const first = await startCollector({ dataDir });
    try {
      const second = await runTacho(['serve', '--port', String(first.port)], { dataDir: scratch.folder('second') });
      expect(second.code).toBe(1);
      expect(second.stderr).toContain(String(first.port));
      expect(second.stderr).toContain('--port');
    } finally {
      await first.stop();
    }
  });

  test('a second collector on the same data directory: 1, and the first goes on', async () => {
    const first = await startCollector({ dataDir });
    try {
      const second = await runTacho(['serve', '--port', '0'], { dataDir });
      expect(second.code).toBe(1);
      expect(second.stderr).toMatch(/already/);
      expect((await first.query('overview')).rows).toHaveLength(1);
    } finally {
      await first.stop();
    }
  });

  describe('a data directory that cannot be written', () => {
    // Below a file nobody can make a folder, not even root.
    let impossible: string;
    beforeEach(() => {
      writeFileSync(join(scratch.path, 'file'), '');
      impossible = join(scratch.path, 'file', 'data');
    });

    test.each(['serve', 'start'])('`tacho %s`: 1, and how to choose another', async (command) => {
      const ended = await runTacho([command, '--port', '0'], { dataDir: impossible });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/--data|TACHO_HOME/);
    });

    test('`tacho tap`: the agent runs undisturbed, and one line says that nothing is recorded', async () => {
      const steps = replaySteps(messages);
      const agent = replayAgent(join(scratch.path, 'steps.jsonl'), steps);
      const tap = startTacho(['tap', '--', ...agent], { dataDir: impossible });
      await playClient(tap, messages, steps);
      const { code, stdout, stderr } = await tap.ended;
      expect(code).toBe(replayExitCode);
      expect(digestOf(stdout)).toBe(digestOfSteps(steps));
      expect(stderr).toMatch(/--data|TACHO_HOME/);
    });
  });

  describe('a platform without chDB', () => {
    const withoutChdb = fileURLToPath(new URL('support/without-chdb.mjs', import.meta.url));
    const env = { NODE_OPTIONS: `--import=${withoutChdb}` };

    test.each(['serve', 'start'])('`tacho %s`: 1, and what to do instead', async (command) => {
      const ended = await runTacho([command, '--port', '0'], { dataDir, env });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/chDB/i);
      expect(ended.stderr).toMatch(/--to|another machine|remote/);
    });

    test('`tacho tap` and `tacho reduce` work', async () => {
      const { ended, told } = await tapToFile(replaySteps(messages), { env });
      expect(ended.code).toBe(replayExitCode);
      const clean = await eventsOfCleanRecording();
      expect(clean.length).toBeGreaterThan(0);
      expect(told).toEqual(clean);
    });
  });
});

describe('a collector that is down', () => {
  const steps = replaySteps(messages);

  test('events of a tap that runs are delivered when the collector comes back', async () => {
    const port = await freePort();
    const env = { TACHO_PORT: String(port) };
    // After its last line the agent waits for another, which comes when the events have arrived.
    const agent = replayAgent(join(scratch.path, 'steps.jsonl'), [...steps, { read: true }]);
    const tap = startTacho(['tap', '--', ...agent], { dataDir, env });
    await playClient(tap, messages, steps, { keepOpen: true });
    const clean = await eventsOfCleanRecording('--own');
    const collector = await startCollector({ dataDir, port });
    try {
      await until('the events have arrived', async () => (await storedEvents(collector)).length >= clean.length);
      expect(identitiesOf(await storedEvents(collector))).toEqual(clean);
      tap.process.stdin?.end();
      expect(await tap.ended).toMatchObject({ code: replayExitCode });
    } finally {
      await collector.stop();
    }
  });

  test('events of a tap that has ended are delivered when the collector comes back', async () => {
    const port = await freePort();
    const agent = replayAgent(join(scratch.path, 'steps.jsonl'), [...steps, { read: true }]);
    const tap = startTacho(['tap', '--', ...agent], { dataDir, env: { TACHO_PORT: String(port) } });
    await playClient(tap, messages, steps, { keepOpen: true });
    await until('something waits', async () => {
      const { stdout } = await runTacho(['inspect', '--waiting', '--json'], { dataDir });
      return stdout !== '';
    });
    tap.process.stdin?.end();
    const { code, stdout } = await tap.ended;
    expect(code).toBe(replayExitCode);
    expect(digestOf(stdout)).toBe(digestOfSteps(steps));
    const clean = await eventsOfCleanRecording('--own');
    const collector = await startCollector({ dataDir, port });
    try {
      await until('the events have arrived', async () => (await storedEvents(collector)).length >= clean.length);
      expect(identitiesOf(await storedEvents(collector))).toEqual(clean);
    } finally {
      await collector.stop();
    }
  });
});

test('a log with a torn tail is repaired, and what was acknowledged is all there', async () => {
  const events = recordedEvents(recording);
  const first = await startCollector({ dataDir });
  const response = await fetch(`${first.url}/backend-api/codex/analytics-events/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect(response.status).toBe(200);
  first.tacho.signalGroup('SIGKILL');
  await first.tacho.ended;

  // What a power cut leaves: a frame that was announced and not written to its end.
  const logDir = join(dataDir, 'log');
  const segments = readdirSync(logDir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(logDir, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size > 0);
  const newest = segments.toSorted().at(-1);
  expect(newest !== undefined && existsSync(newest)).toBe(true);
  appendFileSync(newest ?? '', readFileSync(newest ?? '').subarray(-100, -10));

  const second = await startCollector({ dataDir });
  try {
    expect(identitiesOf(await storedEvents(second))).toEqual(identitiesOf(events));
  } finally {
    await second.stop();
  }
});
