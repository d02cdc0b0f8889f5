import { describe, expect, it } from 'vitest';

import { countDiffLines } from './diff-counts.js';

const file = (path: string, ...lines: readonly string[]) =>
  [`diff --git a/${path} b/${path}`, 'index 1..2', `--- a/${path}`, `+++ b/${path}`, '@@ -1 +1 @@', ...lines].join(
    '\n',
  );

describe('diff parser and remote canonicalisation', () => {
  it.each([
    ['an edit', file('src/lib.rs', '-old line', '+fn useful() {', '+}', '+    return user.id;', ' context'), 3, 1],
    ['a new file', "diff --git a/new.py b/new.py\n--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+print('hello')", 1, 0],
    ['lines that look like headers', file('src/lib.rs', '--- old value', '+++ new value'), 1, 1],
    [
      'two files',
      `${file('new.py', '+print("hello world")', '+}', '+x')}\n${file('a.txt', '-one', '+++ two value')}\n`,
      4,
      1,
    ],
    [
      'a second file without its header, whose own headers count',
      `${file('a', '+x')}\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n+y`,
      3,
      1,
    ],
    ['a line outside of any hunk', '+x', 1, 0],
    ['a combined hunk, which is none', 'diff --git a/a b/a\n@@@ -1 -1 +1 @@@\n+++ b/a\n', 0, 0],
    ['carriage returns', file('a', '+x\r', '-y\r').replaceAll('\n', '\r\n'), 1, 1],
    ['nothing', '', 0, 0],
  ])('%s', (_name, diff, added, deleted) => {
    expect(countDiffLines(diff)).toEqual({ added, deleted });
  });
});
