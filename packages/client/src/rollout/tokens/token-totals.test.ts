import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { discoverRollouts } from '../discover.js';
import { readScenarios } from '../../reducer/testing/read-scenario.js';
import { createScratch, idAt, logLines, zstdFrame, type Scratch } from '../testing/session-logs.js';
import { explainTokens } from './explain-tokens.js';
import { scanTokens } from './scan-tokens.js';
import { tokenTotals } from './token-totals.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

const startMs = Date.parse('2026-05-01T10:00:00Z');
const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

async function totals(path: string) {
  const { rows, replayed, skipped } = await tokenTotals([path], { workers: 0 });
  const sum = { uses: 0, input: 0, output: 0 };
  for (const row of rows) {
    sum.uses += row.uses;
    sum.input += row.tokens.inputTokens;
    sum.output += row.tokens.outputTokens;
  }
  return { ...sum, replayed: replayed.uses, skipped: [...skipped.counts] };
}

/** Writes a chain of forks, each of which copies all that came before. */
function writeForks(count: number): void {
  let parentId: string | undefined;
  let history: readonly string[] = [];
  for (let n = 0; n < count; n++) {
    const atMs = startMs + n * 60_000;
    const threadId = idAt(atMs, 1);
    const turnIds = [idAt(atMs + 1000, 2), idAt(atMs + 2000, 3)];
    const fork = parentId === undefined ? {} : { forkedFromId: parentId };
    const lines = logLines({ threadId, atMs, turnIds, history, usedBefore: n * 200, ...fork });
    scratch.write(`rollout-2026-05-01T10-00-00-${threadId}.jsonl`, `${lines.join('\n')}\n`);
    history = lines;
    parentId = threadId;
  }
}

describe('token totals straight from session logs', () => {
  it('count each token of 50 nested forks once', async () => {
    writeForks(50);
    expect(await totals(scratch.path)).toEqual({
      uses: 100,
      input: 10_000,
      output: 1000,
      replayed: ((49 * 50) / 2) * 2,
      skipped: [],
    });
  });

  it('count a copy under another name once', async () => {
    const threadId = idAt(startMs, 1);
    const content = `${logLines({ threadId, atMs: startMs, turnIds: [idAt(startMs + 1000, 2)] }).join('\n')}\n`;
    for (const name of [`rollout-2026-05-01T10-00-00-${threadId}.jsonl`, `rollout-${threadId} copy.jsonl`, 'a.jsonl'])
      scratch.write(name, content);
    expect(await totals(scratch.path)).toMatchObject({ uses: 1, input: 100, skipped: [['copy-of-session', 2]] });
  });

  it('are the same for compressed logs', async () => {
    const lines = logLines({ threadId: idAt(startMs), atMs: startMs, turnIds: [idAt(startMs + 1), idAt(startMs + 2)] });
    scratch.write(`rollout-${idAt(startMs)}.jsonl.zst`, zstdFrame(`${lines.join('\n')}\n`));
    expect(await totals(scratch.path)).toMatchObject({ uses: 2, input: 200 });
  });

  it('never throw and never count more when a log is cut at any byte', () => {
    const lines = logLines({ threadId: idAt(startMs), atMs: startMs, turnIds: [idAt(startMs + 1), idAt(startMs + 2)] });
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const whole = usesOf(scratch.write('whole.jsonl', bytes));
    let before = 0;
    for (let at = 0; at <= bytes.length; at += 7) {
      const uses = usesOf(scratch.write('cut.jsonl', bytes.subarray(0, at)));
      expect(uses).toBeGreaterThanOrEqual(before);
      expect(uses).toBeLessThanOrEqual(whole);
      before = uses;
    }
  });

  it('go on behind garbage and name it', async () => {
    const [first = '', ...rest] = logLines({ threadId: idAt(startMs), atMs: startMs, turnIds: [idAt(startMs + 1)] });
    const content = [first, '\u0000\u0001garbage', '{"timestamp":', ...rest].join('\n');
    scratch.write('rollout-a.jsonl', `${content}\n`);
    scratch.write('rollout-b.jsonl', 'no log at all\n');
    const seen = await totals(scratch.path);
    expect(seen).toMatchObject({ uses: 1, input: 100 });
    expect(seen.skipped.map(([reason]) => reason).sort()).toEqual(['not-a-session-log', 'not-json']);
  });

  it('do not depend on the order of keys', async () => {
    const lines = logLines({ threadId: idAt(startMs), atMs: startMs, turnIds: [idAt(startMs + 1), idAt(startMs + 2)] });
    const reordered = lines.map((line) => {
      const { timestamp, type, payload } = JSON.parse(line) as { timestamp: string; type: string; payload: object };
      return JSON.stringify({ payload, type, timestamp });
    });
    scratch.write('rollout-a.jsonl', `${reordered.join('\n')}\n`);
    expect(await totals(scratch.path)).toMatchObject({ uses: 2, input: 200, output: 20 });
  });

  it('of a finished turn equal the turn event of the real Codex', () => {
    const wrong: string[] = [];
    for (const { version, name, events } of readScenarios()) {
      const used = new Map<string, number>();
      const result = explainable(`${fixtures}${version}/${name}/rollouts`, used);
      if (!result) continue;
      for (const { event_type: type, event_params: params } of events) {
        const sum = used.get(String(params.turn_id));
        if (type !== 'codex_turn_event' || params.status !== 'completed' || sum === undefined) continue;
        if (sum !== params.input_tokens) wrong.push(`${version} ${name} ${String(params.turn_id)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('the explanation of a session', () => {
  it('adds up: what a log holds is what was counted and what was replayed', () => {
    writeForks(3);
    const explained = explainTokens([scratch.path], idAt(startMs + 120_000, 1));
    expect(explained).toMatchObject({
      status: 'explained',
      session: {
        root: {
          held: { uses: 6 },
          replayed: [{ why: 'fork-cut', uses: 4 }],
          counted: [{ purpose: 'turn', model: 'gpt-5', uses: 2 }],
        },
        total: { tokens: { inputTokens: 200 } },
      },
    });
  });

  it('counts all logs of a thread that was taken back to earlier turns', () => {
    const folder = fileURLToPath(new URL('../../../../../fixtures/logs-0.169.0/rollback/rollouts', import.meta.url));
    const threadId = discoverRollouts([folder], () => {})[0]?.path.slice(-42, -6) ?? '';
    const explained = explainTokens([folder], threadId);
    const session = explained.status === 'explained' ? explained.session : null;
    expect(session?.root.paths).toHaveLength(3);
    expect(session?.total.uses).toBe(12);
  });

  it('finds nothing for a session that no log holds, and says which ones may be meant', () => {
    writeForks(3);
    expect(explainTokens([scratch.path], 'no-such-session')).toEqual({ status: 'unknown' });
    expect(explainTokens([scratch.path], '0')).toMatchObject({ status: 'ambiguous' });
  });
});

function usesOf(path: string): number {
  let uses = 0;
  scanTokens(path, { session: () => {}, use: () => void uses++, replayed: () => {}, skipped: () => {} });
  return uses;
}

function explainable(folder: string, used: Map<string, number>): boolean {
  const paths = discoverRollouts([folder], () => {}).map((file) => file.path);
  for (const path of paths) {
    scanTokens(path, {
      session: () => {},
      use: ({ turnId, tokens }) => void used.set(turnId ?? '', (used.get(turnId ?? '') ?? 0) + tokens.inputTokens),
      replayed: () => {},
      skipped: (reason) => expect(reason).toBe('unreachable'),
    });
  }
  return paths.length > 0;
}
