import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createScratch, type Scratch } from '../testing/session-logs.js';
import { openRolloutIndex } from './rollout-index.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

const log = { sizeBytes: 10, mtimeMs: 1, inode: 5, logId: 'a', rootId: 'a', settledOffset: 10, isOpen: false };

describe('what is remembered of session logs', () => {
  it('is saved beside the draft of another process, not through it', () => {
    const path = join(scratch.path, 'index.json');
    scratch.write('index.json.new', '{"half":');
    const index = openRolloutIndex(path);
    index.set(path, log);
    index.save();
    expect(readFileSync(`${path}.new`, 'utf8')).toBe('{"half":');
    expect(readdirSync(scratch.path).sort()).toEqual(['index.json', 'index.json.new']);
    expect(openRolloutIndex(path).get(path)).toEqual(log);
  });

  it('leaves no draft behind of a process that died while it saved', () => {
    const path = join(scratch.path, 'index.json');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const pid of [dead, process.ppid]) scratch.write(`index.json.${pid}.new`, '{"half":');
    scratch.write(`other.json.${dead}.new`, '{"half":');
    openRolloutIndex(path);
    expect(readdirSync(scratch.path).sort()).toEqual([`index.json.${process.ppid}.new`, `other.json.${dead}.new`]);
  });

  it('names no log for ever that was removed; one that was moved is known by what it was', () => {
    const path = join(scratch.path, 'index.json');
    const index = openRolloutIndex(path);
    index.set('/logs/gone.jsonl', log);
    index.set('/logs/moved.jsonl', { ...log, inode: 6, logId: 'b', rootId: 'b' });
    index.save();
    const later = openRolloutIndex(path);
    const moved = { path: '/archive/moved.jsonl', logIdInName: null, inode: 6, sizeBytes: 10, mtimeMs: 1 };
    expect(later.isUnchanged(moved)).toBe(true);
    expect([later.settledOffset('a'), later.settledOffset('b')]).toEqual([10, 10]);
    later.save();
    expect(readFileSync(path, 'utf8')).not.toContain('/logs/');
  });

  it('does not keep what a log was before it grew', () => {
    const index = openRolloutIndex(null);
    index.set('/logs/a.jsonl', log);
    index.set('/logs/a.jsonl', { ...log, sizeBytes: 20, mtimeMs: 2, settledOffset: 20 });
    const moved = { path: '/archive/a.jsonl', logIdInName: null, inode: 5 };
    expect(index.isUnchanged({ ...moved, sizeBytes: 10, mtimeMs: 1 })).toBe(false);
    expect(index.isUnchanged({ ...moved, sizeBytes: 20, mtimeMs: 2 })).toBe(true);
  });
});
