import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createScratch, idAt, logLines, zstdFrame, type Scratch } from '../testing/session-logs.js';
import { importRollouts } from './import-rollouts.js';
import type { ImportOptions } from './import-rollouts.js';
import { openRolloutIndex } from './rollout-index.js';
import type { RolloutIndex } from './rollout-index.js';

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

  it('gives the events of a turn whose process fell over when the next one begins', async () => {
    scratch.write(`sessions/${name}`, text([...lines.slice(0, 5), ...lines.slice(6, 11)]));
    const { types } = await run();
    expect(types.filter((type) => type === 'tacho_model_response')).toHaveLength(2);
    expect((await run()).types).toEqual([]);
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

  describe('of a long log', () => {
    const long = logLines({
      threadId,
      atMs: startMs,
      turnIds: Array.from({ length: 1000 }, (_, n) => idAt(startMs + n, n + 2)),
    });
    const open = () => openRolloutIndex(join(scratch.path, 'index.json'));
    const importTo = (index: RolloutIndex, deliver: ImportOptions['deliver'], signal?: AbortSignal) =>
      importRollouts({
        paths: [join(scratch.path, 'sessions')],
        index,
        privacy: 'wire',
        nowMs: Date.now,
        deliver,
        ...(signal === undefined ? {} : { signal }),
      });

    it('hands on events as they come, and reads no further while they are being taken', async () => {
      scratch.write(`sessions/${name}`, text(long));
      const sizes: number[] = [];
      const ids = new Set<string>();
      const result = await importTo(open(), (emissions) => {
        sizes.push(emissions.length);
        for (const { origin } of emissions) ids.add(`${origin?.byteOffset}.${origin?.index}`);
        return Promise.resolve();
      });
      expect(result.events).toBeGreaterThan(2000);
      expect(ids.size).toBe(result.events);
      expect(Math.max(...sizes)).toBeLessThan(1000);
    });

    it('stops in the middle when it is told to, and the next one gives all of it', async () => {
      scratch.write(`sessions/${name}`, text(long));
      const stopping = new AbortController();
      const taken: string[] = [];
      const take: ImportOptions['deliver'] = (emissions) => {
        stopping.abort();
        for (const { origin } of emissions) taken.push(`${origin?.byteOffset}.${origin?.index}`);
        return Promise.resolve();
      };
      const first = await importTo(open(), take, stopping.signal);
      expect(first.isInterrupted).toBe(true);
      const before = taken.length;
      const second = await importTo(open(), take);
      expect(second.events).toBeGreaterThan(before);
      expect(new Set(taken).size).toBe(second.events);
    });

    it('is remembered when its events are safe, not before', async () => {
      scratch.write(`sessions/${name}`, text(long));
      const failing = importRollouts({
        paths: [join(scratch.path, 'sessions')],
        index: open(),
        privacy: 'wire',
        nowMs: Date.now,
        deliver: () => Promise.resolve(),
        settle: () => Promise.reject(new Error('the disk is full')),
      });
      await expect(failing).rejects.toThrow('the disk is full');
      expect((await run()).read).toBe(1);
    });
  });

  it('counts each token of 50 nested forks once', async () => {
    let history: readonly string[] = [];
    for (let n = 0; n < 50; n++) {
      const atMs = startMs + n * 60_000;
      const id = idAt(atMs, 1);
      const fork = n === 0 ? {} : { forkedFromId: idAt(atMs - 60_000, 1) };
      const own = [idAt(atMs + 1000, 2), idAt(atMs + 2000, 3)];
      history = logLines({ threadId: id, atMs, turnIds: own, history, usedBefore: n * 200, ...fork });
      scratch.write(`sessions/rollout-2026-05-01T10-00-00-${id}.jsonl`, text(history));
    }
    const input = new Map<string, number>();
    await importRollouts({
      paths: [join(scratch.path, 'sessions')],
      index: openRolloutIndex(null),
      privacy: 'wire',
      nowMs: Date.now,
      deliver(emissions) {
        for (const { event } of emissions) {
          if (event.event_type !== 'tacho_model_response') continue;
          const { thread_id: thread, input_tokens: tokens } = event.event_params;
          input.set(String(thread), (input.get(String(thread)) ?? 0) + Number(tokens));
        }
        return Promise.resolve();
      },
    });
    expect(input.size).toBe(50);
    expect(new Set(input.values())).toEqual(new Set([200]));
  });

  it('takes a damaged index for an empty one', async () => {
    scratch.write(`sessions/${name}`, text(turns(1)));
    const first = await run();
    writeFileSync(join(scratch.path, 'index.json'), '{"v":1,"files":');
    expect((await run()).ids).toEqual(first.ids);
  });
});
