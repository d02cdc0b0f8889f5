import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createScratch, idAt, logLines, zstdFrame } from '../testing/session-logs.js';
import type { Scratch } from '../testing/session-logs.js';
import { importRollouts } from './import-rollouts.js';
import { openRolloutIndex } from './rollout-index.js';

const startMs = Date.UTC(2026, 4, 1, 10);
const ids = [1, 2, 3].map((n) => idAt(startMs + n * 60_000, n));
const turnsPerLog = 3;

let scratch: Scratch;
let paths: readonly string[];

beforeEach(() => {
  scratch = createScratch();
  scratch.write('sessions/archived_sessions/.keep', '');
  paths = ids.map((threadId, n) => {
    const atMs = startMs + (n + 1) * 60_000;
    const turnIds = Array.from({ length: turnsPerLog }, (_, turn) => idAt(atMs + turn + 1, 10 + turn));
    const text = logLines({ threadId, atMs, turnIds }).map((line) => `${line}\n`);
    return scratch.write(`sessions/rollout-2026-05-01T10-00-0${n}-${threadId}.jsonl`, text.join(''));
  });
});

afterEach(() => scratch.remove());

/** One import; `meanwhile` happens when the first log has been read and the others were found, but not yet opened. */
async function run(meanwhile: () => void = () => {}): Promise<{ events: readonly string[]; skipped: object }> {
  const index = openRolloutIndex(join(scratch.path, 'index.json'));
  const events: string[] = [];
  let isFirst = true;
  const result = await importRollouts({
    paths: [join(scratch.path, 'sessions')],
    index,
    privacy: 'wire',
    nowMs: Date.now,
    deliver: (emissions) => {
      for (const { event, origin } of emissions) {
        if (event.event_type === 'codex_turn_event')
          events.push(`${origin?.sessionId}.${origin?.byteOffset}.${origin?.index}`);
      }
      if (isFirst) meanwhile();
      isFirst = false;
      return Promise.resolve();
    },
  });
  return { events, skipped: Object.fromEntries(result.skipped.counts) };
}

const second = () => paths[1] ?? '';
const compress = (path: string) => {
  writeFileSync(`${path}.zst`, zstdFrame(readFileSync(path, 'utf8')));
  rmSync(path);
};
const archive = (path: string) => renameSync(path, join(scratch.path, 'sessions/archived_sessions', 'moved.jsonl'));

describe('logs that are moved while they are read', () => {
  it.each([
    ['compressed', compress],
    ['moved to the archive', archive],
    ['removed and put back later', (path: string) => renameSync(path, join(scratch.path, 'elsewhere.jsonl'))],
  ])('%s: what was missed is told by the next import, nothing twice', async (_, move) => {
    const first = await run(() => move(second()));
    const later = join(scratch.path, 'elsewhere.jsonl');
    if (move !== compress && move !== archive) renameSync(later, second());
    const next = await run();
    const all = [...first.events, ...next.events];
    expect(new Set(all).size).toBe(ids.length * turnsPerLog);
    expect(all).toHaveLength(ids.length * turnsPerLog);
    expect(await run()).toMatchObject({ events: [] });
  });

  it('says that one is gone', async () => {
    expect((await run(() => rmSync(second()))).skipped).toEqual({ gone: 1 });
  });

  it('cut shorter between two imports: nothing is told twice, and what is written behind the cut is told', async () => {
    const whole = readFileSync(second(), 'utf8');
    const first = await run();
    const cutAt = whole.lastIndexOf('\n', whole.length - 300) + 1;
    truncateSync(second(), cutAt);
    expect(await run()).toMatchObject({ events: [] });
    writeFileSync(second(), whole);
    const last = await run();
    expect(last.events.filter((id) => !first.events.includes(id))).toEqual([]);
  });
});
