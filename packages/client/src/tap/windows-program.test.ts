import { describe, expect, test } from 'vitest';

import { programSearch } from '../config.js';
import { windowsProgram } from './windows-program.js';

const search = programSearch({ Path: String.raw`C:\Windows;C:\npm`, PATHEXT: '.EXE;.CMD', ComSpec: 'cmd' });
const having =
  (...files: readonly string[]) =>
  (path: string): boolean =>
    files.includes(path);

describe('a program on Windows', () => {
  test('is found by its bare name', () => {
    const exists = having(String.raw`C:\npm\codex.EXE`);
    expect(windowsProgram('codex', ['app-server'], search, exists)).toEqual({
      file: String.raw`C:\npm\codex.EXE`,
      args: ['app-server'],
      verbatim: false,
    });
  });

  test('that npm installed is a batch file, which its shell starts', () => {
    const exists = having(String.raw`C:\npm\codex.CMD`);
    expect(windowsProgram('codex', ['app-server'], search, exists)).toEqual({
      file: 'cmd',
      args: ['/d', '/s', '/c', String.raw`"C:\npm\codex.CMD ^^^"app-server^^^""`],
      verbatim: true,
    });
  });

  test('gets its arguments whole, whatever stands in them', () => {
    const exists = having(String.raw`C:\a b\x.cmd`);
    const { args } = windowsProgram(String.raw`C:\a b\x.cmd`, ['a & b', 'say "hi"', 'C:\\'], search, exists);
    expect(args[3]).toBe(String.raw`"C:\a^ b\x.cmd ^^^"a^^^ ^^^&^^^ b^^^" ^^^"say^^^ \^^^"hi\^^^"^^^" ^^^"C:\\^^^""`);
  });

  test('that is not there is left to the start, which says so', () => {
    expect(windowsProgram('codex', [], search, having())).toEqual({ file: 'codex', args: [], verbatim: false });
  });
});
