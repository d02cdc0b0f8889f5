import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createScratch, idAt, logLines, zstdFrame, type Scratch } from '../testing/session-logs.js';
import { importRollouts } from './import-rollouts.js';
import { openRolloutIndex } from './rollout-index.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

const startMs = Date.parse('2026-05-01T10:00:00Z');
const threadId = idAt(startMs, 1);
const name = `rollout-2026-05-01T10-00-00-${threadId}.jsonl`;
const turnIds = [idAt(startMs + 1, 2), idAt(startMs + 2, 3), idAt(startMs + 3, 4)];
const lines = logLines({ threadId, atMs: startMs, turnIds });
/** Lines of the thread's first line and the first `n` turns. */
const turns = (n: number) => lines.slice(0, 1 + 5 * n);
const text = (some: readonly string[]) => some.map((line) => `${line}\n`).join('');

interface Round {
  readonly types: readonly string[];
  readonly ids: readonly string[];
  readonly read: number;
  readonly unchanged: number;
  readonly isPartial: boolean;
}

async function run(indexed = true, nowMs = Date.now()): Promise<Round> {
  const index = openRolloutIndex(indexed ? join(scratch.path, 'index.json') : null);
  const types: string[] = [];
  const ids: string[] = [];
  const result = await importRollouts({
    paths: [join(scratch.path, 'sessions')],
    index,
    privacy: 'wire',
    nowMs: () => nowMs,
    deliver: (emissions) => {
      for (const { event, origin } of emissions) {
        types.push(event.event_type);
        ids.push(`${origin?.sessionId}.${origin?.byteOffset}.${origin?.index}`);
      }
      return Promise.resolve();
    },
  });
  const { filesDone, filesUnchanged, skipped } = result;
  return { types, ids, read: filesDone, unchanged: filesUnchanged, isPartial: skipped.isPartial };
}

const turnEvents = (round: Round) => round.types.filter((type) => type === 'codex_turn_event').length;

describe('importing session logs', () => {
  it('reads a log once; the second time it costs a look', async () => {
    scratch.write(`sessions/${name}`, text(turns(2)));
    const first = await run();
    expect(turnEvents(first)).toBe(2);
    expect(first.types.filter((type) => type === 'tacho_model_response')).toHaveLength(2);
    expect(await run()).toMatchObject({ types: [], read: 0, unchanged: 1 });
  });

  it('gives of a grown log only what is new, with the ids that a whole reading gives', async () => {
    const path = scratch.write(`sessions/${name}`, text(turns(2)));
    const first = await run();
    appendFileSync(path, text(lines.slice(11)));
    const second = await run();
    expect(turnEvents(second)).toBe(1);
    const whole = await run(false);
    expect([...first.ids, ...second.ids].sort()).toEqual([...whole.ids].sort());
  });

  it('keeps the events of a turn that goes on until it ends', async () => {
    const path = scratch.write(`sessions/${name}`, text([...turns(1), ...lines.slice(6, 10)]));
    expect(turnEvents(await run())).toBe(1);
    appendFileSync(path, text(lines.slice(10, 11)));
    const second = await run();
    expect(turnEvents(second)).toBe(1);
    expect(second.types).toContain('tacho_model_response');
  });

  it('tells a turn that never ended when nobody has written for a day', async () => {
    scratch.write(`sessions/${name}`, text([...turns(1), ...lines.slice(6, 10)]));
    const first = await run();
    expect(first.types.filter((type) => type === 'tacho_model_response')).toHaveLength(1);
    const later = await run(true, Date.now() + 2 * 24 * 60 * 60 * 1000);
    expect(later.types.filter((type) => type === 'tacho_model_response')).toHaveLength(1);
    expect(await run(true, Date.now() + 3 * 24 * 60 * 60 * 1000)).toMatchObject({ read: 0 });
  });

  it('knows a log that was moved to another folder', async () => {
    const path = scratch.write(`sessions/${name}`, text(turns(1)));
    await run();
    scratch.write('sessions/archived/.keep', '');
    renameSync(path, join(scratch.path, 'sessions/archived', name));
    expect(await run()).toMatchObject({ types: [], read: 0 });
  });

  it('gives nothing again of a log that was compressed', async () => {
    const path = scratch.write(`sessions/${name}`, text(turns(2)));
    const first = await run();
    renameSync(path, join(scratch.path, 'gone'));
    scratch.write(`sessions/${name}.zst`, zstdFrame(text(turns(2))));
    const second = await run();
    expect(second.ids.filter((id) => !first.ids.includes(id))).toEqual([]);
  });

  it('reads a log that became shorter from its start', async () => {
    const path = scratch.write(`sessions/${name}`, text(turns(3)));
    await run();
    writeFileSync(path, text(turns(1)));
    const second = await run();
    expect(second.read).toBe(1);
    expect(second.isPartial).toBe(false);
  });

  it('goes on after a log that cannot be read, and says that something is missing', async () => {
    scratch.write(`sessions/${name}`, text(turns(1)));
    scratch.write('sessions/rollout-broken.jsonl', 'not a log\n');
    const round = await run();
    expect(turnEvents(round)).toBe(1);
    expect(round.isPartial).toBe(true);
  });

  it('reads one of many copies of a session, whatever their names, and looks into none of them again', async () => {
    for (let i = 0; i < 30; i++) scratch.write(`sessions/copy-${i}.jsonl`, text(turns(1)));
    scratch.write('sessions/longest.jsonl', text(turns(2)));
    expect(turnEvents(await run())).toBe(2);
    expect(await run()).toMatchObject({ types: [], read: 0, unchanged: 31 });
  });

  it('takes a damaged index for an empty one', async () => {
    scratch.write(`sessions/${name}`, text(turns(1)));
    const first = await run();
    writeFileSync(join(scratch.path, 'index.json'), '{"v":1,"files":');
    expect((await run()).ids).toEqual(first.ids);
  });
});
