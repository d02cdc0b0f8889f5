import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { discoverRollouts } from './discover.js';
import { createScratch, idAt, type Scratch } from './testing/session-logs.js';
import { withoutCopies } from './without-copies.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

function discover(...paths: string[]) {
  const skipped: string[] = [];
  const files = discoverRollouts(paths, (reason) => skipped.push(reason));
  return { names: files.map((file) => file.path.slice(scratch.path.length + 1)), files, skipped };
}

describe('finding session logs', () => {
  it('finds plain and compressed logs below a folder, and nothing else', () => {
    scratch.write('2026/01/02/rollout-a.jsonl', '');
    scratch.write('2026/01/02/rollout-b.jsonl.zst', '');
    scratch.write('2026/01/02/notes.txt', '');
    expect(discover(scratch.path)).toMatchObject({
      names: ['2026/01/02/rollout-a.jsonl', '2026/01/02/rollout-b.jsonl.zst'],
      skipped: [],
    });
  });

  it('visits each real folder once, and says where a link leads back', () => {
    scratch.write('a/rollout-a.jsonl', '');
    symlinkSync('..', join(scratch.path, 'a', 'back'));
    expect(discover(scratch.path)).toMatchObject({ names: ['a/rollout-a.jsonl'], skipped: ['symlink-loop'] });
  });

  it('says what is missing, broken or of a generation that is not known', () => {
    symlinkSync('nowhere', join(scratch.path, 'rollout-c.jsonl'));
    scratch.write('rollout-2025.json', '{}');
    mkdirSync(join(scratch.path, 'rollout-folder.jsonl'));
    const seen = discover(scratch.path, join(scratch.path, 'not-there'));
    expect(seen.names).toEqual([]);
    expect(seen.skipped.sort()).toEqual(['not-found', 'unknown-generation', 'unreadable']);
  });

  it('takes one of two files that hold the same session: the plain one before the compressed one', () => {
    const name = `rollout-2026-01-01T00-00-00-${idAt(1)}.jsonl`;
    scratch.write(`sessions/${name}`, 'plain');
    scratch.write(`archived_sessions/${name}.zst`, 'packed and longer');
    const { files } = discover(scratch.path);
    const copies: string[] = [];
    const kept = withoutCopies(files, (path) => copies.push(path));
    expect(kept.map((file) => file.path)).toEqual([join(scratch.path, 'sessions', name)]);
    expect(copies).toEqual([join(scratch.path, 'archived_sessions', `${name}.zst`)]);
  });
});
