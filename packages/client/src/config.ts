import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The only place of this package that reads the environment, and it reads these few things. */
type Environment = Readonly<Record<string, string | undefined>>;

const yes = new Set(['1', 'true', 'yes', 'on']);

/**
 * Whether the user wants nothing observed, kept or sent: `TACHO_DISABLED` or `DO_NOT_TRACK` is set to `1`.
 * Every part that would do so asks this when its caller did not decide.
 */
export function optedOut(environment: Environment = process.env): boolean {
  return ['TACHO_DISABLED', 'DO_NOT_TRACK'].some((name) => yes.has((environment[name] ?? '').toLowerCase()));
}

/** Folder of Codex, with its login and session logs: `CODEX_HOME`, else `~/.codex`. */
export function codexHome(environment: Environment = process.env): string {
  const named = environment['CODEX_HOME'] ?? '';
  return named === '' ? join(homedir(), '.codex') : named;
}

/** Folder of everything that is kept on this machine: `TACHO_HOME`, else `$XDG_DATA_HOME/tachograph`. */
export function dataDirectory(environment: Environment = process.env): string {
  const named = environment['TACHO_HOME'] ?? '';
  if (named !== '') return named;
  const xdg = environment['XDG_DATA_HOME'] ?? '';
  // A relative XDG path is to be ignored, says the XDG specification.
  return join(isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'share'), 'tachograph');
}

/** Where the collector of this machine is, unless it says otherwise. */
export const defaultCollectorUrl = 'http://127.0.0.1:4620';

/** The collector that the user's programs deliver to, as `TACHO_COLLECTOR_URL` says; null: that of this machine. */
export function collectorUrl(environment: Environment = process.env): string | null {
  const named = environment['TACHO_COLLECTOR_URL'] ?? '';
  return named === '' ? null : named;
}

/** The token of that collector, where the user set one: `TACHO_TOKEN`. */
export function collectorToken(environment: Environment = process.env): string | null {
  const token = environment['TACHO_TOKEN'] ?? '';
  return token === '' ? null : token;
}

/** What Windows looks for a program with. */
export interface ProgramSearch {
  readonly folders: readonly string[];
  /** Endings that make a file a program, dots included. */
  readonly endings: readonly string[];
  /** The program that runs batch files. */
  readonly shell: string;
}

/** As `Path`, `PATHEXT` and `ComSpec` say. */
export function programSearch(environment: Environment = process.env): ProgramSearch {
  const listOf = (text: string): readonly string[] => text.split(';').filter((one) => one !== '');
  return {
    folders: listOf(environment['Path'] ?? environment['PATH'] ?? ''),
    endings: listOf(environment['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD'),
    shell: environment['ComSpec'] ?? 'cmd.exe',
  };
}
