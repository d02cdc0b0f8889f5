import { extname, isAbsolute, join } from 'node:path/win32';

import type { ProgramSearch } from '../config.js';

/** What is handed to `spawn`. */
export interface Spawnable {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are quoted already. */
  readonly verbatim: boolean;
}

/**
 * How a program is started on Windows. What npm installs (`codex`) is a batch file there, `codex.cmd`: it is not found by
 * its bare name, and Node starts batch files through their shell alone, with arguments that the caller has to quote.
 */
export function windowsProgram(
  program: string,
  args: readonly string[],
  { folders, endings, shell }: ProgramSearch,
  exists: (path: string) => boolean,
): Spawnable {
  const names = extname(program) === '' ? endings.map((ending) => `${program}${ending}`) : [program];
  const hasFolder = isAbsolute(program) || /[\\/]/.test(program);
  const candidates = hasFolder ? names : folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const file = candidates.find(exists);
  // Not found: said by the start that fails.
  if (file === undefined) return { file: program, args, verbatim: false };
  if (!/\.(cmd|bat)$/i.test(file)) return { file, args, verbatim: false };
  // The shell reads the line once, and the batch file's own line, into which the arguments are put, once more.
  const line = [shielded(file), ...args.map((arg) => shielded(shielded(quoted(arg))))].join(' ');
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

/** In quotes, as programs take their command line apart: a quote has a backslash, and backslashes before one are doubled. */
function quoted(arg: string): string {
  return `"${arg.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/** No character means anything to the shell. */
function shielded(text: string): string {
  return text.replaceAll(/[\s"%!^&|<>()[\],;=*?`]/g, '^$&');
}
