import type { ListenAddress } from '@tachograph/client/tap';
import { isLocal, parseListenAddress } from '@tachograph/client/tap';

import { CliError } from '../errors.js';

/** Flags of `tacho tap`, as commander gives them. */
export interface TapFlags {
  readonly to?: string;
  readonly record?: string;
  readonly redact?: true;
  readonly force?: true;
  readonly enrich?: true;
  readonly listen?: string;
  readonly connect?: string;
}

/** Between the standard streams of a client and a program that it would have started. */
export interface StdioMode {
  readonly kind: 'stdio';
  readonly program: string;
  readonly args: readonly string[];
}

/** At an address, with a program for each connection or a running server behind. */
export interface ListenMode {
  readonly kind: 'listen';
  readonly address: ListenAddress;
  readonly behind:
    | { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] }
    | { readonly kind: 'server'; readonly address: ListenAddress };
}

const usage = 'tacho tap [options] -- codex app-server';

/** Makes sense of flags and operands, or says what does not. */
export function readTapMode(flags: TapFlags, operands: readonly string[]): StdioMode | ListenMode {
  const [program, ...args] = operands;
  if (flags.redact === true && flags.record === undefined) {
    throw new CliError('bad_argument', '--redact says how to record: it needs --record FILE');
  }
  if (flags.listen === undefined) {
    if (flags.connect !== undefined) throw new CliError('bad_argument', '--connect needs --listen ADDRESS');
    if (program === undefined) throw new CliError('bad_argument', `which program? ${usage}`);
    if (flags.to === 'stdout') {
      throw new CliError('bad_argument', 'standard output belongs to the agent: --to stdout cannot be used here');
    }
    return { kind: 'stdio', program, args };
  }
  const address = readAddress('--listen', flags.listen);
  if (flags.connect !== undefined) {
    if (program !== undefined) throw new CliError('bad_argument', 'either --connect ADDRESS or a program, not both');
    return { kind: 'listen', address, behind: { kind: 'server', address: readAddress('--connect', flags.connect) } };
  }
  if (program === undefined) throw new CliError('bad_argument', `--listen needs a program or --connect: ${usage}`);
  if (!isLocal(address)) {
    // Whoever reaches the port could run commands: the server behind has no login of its own in this mode.
    throw new CliError(
      'bad_argument',
      '--listen with a program takes addresses of this machine alone: ws://127.0.0.1:PORT',
    );
  }
  return { kind: 'listen', address, behind: { kind: 'program', program, args } };
}

/** What systems have room for; Node cuts longer ones off and listens at what is left. */
const unixPathBytesMax = process.platform === 'linux' ? 107 : 103;

function readAddress(flag: string, text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address === null) throw new CliError('bad_argument', `${flag} takes ws://HOST:PORT or unix://PATH`);
  if (address.kind === 'unix' && process.platform === 'win32') {
    throw new CliError('bad_argument', `${flag}: Windows has no unix sockets here; use ws://127.0.0.1:PORT`);
  }
  if (address.kind === 'unix' && Buffer.byteLength(address.path) > unixPathBytesMax) {
    throw new CliError('bad_argument', `${flag}: the path of a unix socket has ${unixPathBytesMax} bytes at most`);
  }
  return address;
}
