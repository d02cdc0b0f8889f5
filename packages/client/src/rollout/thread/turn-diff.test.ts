import { describe, expect, it } from 'vitest';

import { turnDiff } from './turn-diff.js';
import { countDiffLines } from '../../reducer/diff-counts.js';

const add = (path: string, content: string) => ({ type: 'add' as const, path, content });
const update = (path: string, diff: string) => ({ type: 'update' as const, path, movePath: null, diff });

describe('the net change of a turn', () => {
  it('counts lines and holds none of them', () => {
    const diff = turnDiff([add('secret.txt', 'one\ntwo\n'), update('b.txt', '@@\n-old\n+new\n same\n')]);
    expect(countDiffLines(diff)).toEqual({ added: 3, deleted: 1 });
    expect(diff).not.toMatch(/secret|one|old/);
  });

  it('is nothing when what was added is taken away again', () => {
    expect(turnDiff([update('a', '@@\n+x\n'), update('a', '@@\n-x\n')])).toBe('');
  });

  it('is nothing when a file is written whole with what it held already', () => {
    const known = {};
    expect(countDiffLines(turnDiff([add('a', 'x\n')], known)).added).toBe(1);
    expect(turnDiff([add('a', 'x\n')], known)).toBe('');
    expect(turnDiff([add('a', 'y\n'), add('a', 'x\n')], known)).toBe('');
  });
});
