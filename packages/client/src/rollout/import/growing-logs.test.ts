import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { logsIn } from '../testing/read-logs.js';
import { createScratch } from '../testing/session-logs.js';
import { importRollouts } from './import-rollouts.js';
import { openRolloutIndex, type RolloutIndex } from './rollout-index.js';

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));
const scratch = createScratch();
afterAll(() => scratch.remove());

let rounds = 0;

/** What an import delivers, by delivery id. */
async function run(folder: string, index: RolloutIndex, isOver = false): Promise<ReadonlyMap<string, string>> {
  const events = new Map<string, string>();
  await importRollouts({
    paths: [folder],
    index,
    privacy: 'wire',
    nowMs: () => Date.now() + (isOver ? 2 * 24 * 60 * 60 * 1000 : 0),
    deliver: (emissions) => {
      for (const { event, origin } of emissions)
        events.set(`${origin?.sessionId}.${origin?.byteOffset}.${origin?.index}`, JSON.stringify(event));
      return Promise.resolve();
    },
  });
  return events;
}

/** Where a log ends at a moment, somewhere in the line that is being written. */
function endAt(text: string, atMs: number, inLine: number): number {
  let end = 0;
  for (const line of text.split('\n')) {
    const time = Date.parse(/"timestamp":"([^"]+)"/.exec(line)?.[1] ?? '');
    if (time > atMs) return end === 0 ? 0 : end + Math.floor(Buffer.byteLength(line) * inLine);
    end += Buffer.byteLength(line) + 1;
  }
  return Math.min(end, Buffer.byteLength(text));
}

/** First and last moment of some logs. */
function spanOf(texts: readonly string[]): readonly [number, number] {
  const times = texts.flatMap((text) =>
    [...text.matchAll(/^\{"timestamp":"([^"]+)"/gm)].map(([, at]) => Date.parse(at ?? '')),
  );
  return [Math.min(...times), Math.max(...times)];
}

describe('logs that are being written, cut at any byte', () => {
  it.each(['0.137.0/collab', '0.169.0/guardian-allow', 'logs-0.169.0/rollback', '0.169.0/threads'])(
    '%s: imports of the beginning and of the whole give what one import gives',
    async (name) => {
      const from = join(fixtures, name, 'rollouts');
      const whole = await run(from, openRolloutIndex(null), true);
      const logs = logsIn(from).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
      const [beginMs, endMs] = spanOf(logs.map(({ text }) => text));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: beginMs, max: endMs }), { minLength: 1, maxLength: 3 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          async (moments, inLine) => {
            const folder = join(scratch.path, `round-${++rounds}`);
            const index = openRolloutIndex(null);
            const given = new Set<string>();
            const look = async (atMs: number, isOver: boolean) => {
              for (const { path, text } of logs) {
                const bytes = Buffer.from(text).subarray(0, endAt(text, atMs, inLine));
                if (bytes.length > 0) scratch.write(join(`round-${rounds}`, path.slice(from.length)), bytes);
              }
              for (const id of (await run(folder, index, isOver)).keys()) given.add(id);
            };
            for (const atMs of moments.sort((a, b) => a - b)) await look(atMs, false);
            await look(endMs, true);
            expect([...whole.keys()].filter((id) => !given.has(id))).toEqual([]);
            expect([...given].filter((id) => !whole.has(id))).toEqual([]);
          },
        ),
        { numRuns: process.env['TACHO_LONG'] === '1' ? 300 : 12 },
      );
    },
  );
});

describe('logs that nobody writes to any more', () => {
  const names = ['0.137.0', '0.169.0', 'logs-0.137.0', 'logs-0.169.0'].flatMap((version) =>
    readdirSync(join(fixtures, version)).map((scenario) => `${version}/${scenario}`),
  );
  const scenarios = names.filter((name) => existsSync(join(fixtures, name, 'rollouts')));

  it.each(scenarios)('%s: looked at before and after they are over, they give what one import gives', async (name) => {
    const from = join(fixtures, name, 'rollouts');
    const folder = join(scratch.path, `round-${++rounds}`);
    // written to just now, as far as an import can tell
    for (const path of logsIn(from))
      scratch.write(join(`round-${rounds}`, path.slice(from.length)), readFileSync(path));
    const index = openRolloutIndex(null);
    const early = await run(folder, index, false);
    const late = await run(folder, index, true);
    const whole = await run(folder, openRolloutIndex(null), true);
    expect(Object.fromEntries([...early, ...late])).toEqual(Object.fromEntries(whole));
  });
});

describe('a log that fell over in mid turn and is gone on with days later', () => {
  it.each(['0.137.0/basic', '0.169.0/basic', '0.169.0/threads'])('%s: tells each use under one id', async (name) => {
    const lines = logsIn(join(fixtures, name, 'rollouts'))
      .map((path) =>
        readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== ''),
      )
      .find((one) => one.filter((line) => isOfType(line, 'task_started')).length > 1)!;
    const secondTurn = lines.findIndex((line, at) => isOfType(line, 'task_started') && at > firstTurn(lines));
    const lastUse = lines.findLastIndex((line, at) => at < secondTurn && isOfType(line, 'token_count'));
    const fallen = lines.slice(0, lastUse + 1);
    const folder = join(scratch.path, `round-${++rounds}`);
    const index = openRolloutIndex(null);
    const ids = new Map<string, Set<string>>();
    for (const part of [fallen, [...fallen, ...lines.slice(secondTurn)]]) {
      scratch.write(join(`round-${rounds}`, 'rollout.jsonl'), part.map((line) => `${line}\n`).join(''));
      for (const [id, event] of await run(folder, index, true)) {
        if (!event.includes('"tacho_model_response"')) continue;
        ids.set(event, (ids.get(event) ?? new Set()).add(id));
      }
    }
    expect(lastUse).toBeGreaterThan(0);
    expect([...ids.values()].map((one) => one.size)).toEqual([...ids].map(() => 1));
    expect(ids.size).toBeGreaterThan(1);
  });
});

function isOfType(line: string, type: string): boolean {
  return line.includes(`"type":"${type}"`);
}

function firstTurn(lines: readonly string[]): number {
  return lines.findIndex((line) => isOfType(line, 'task_started'));
}
