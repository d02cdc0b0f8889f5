import { formatListenAddress, runListenTap, runStdioTap } from '@tachograph/client/tap';

import { defineCommand, type CommandContext } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes, type ExitCode } from '../exit.js';
import { loadObserverParts } from '../tap/load-observer-parts.js';
import { openRecording } from '../tap/open-recording.js';
import { shieldProcess } from '../tap/shield-process.js';
import { readTapMode, type ListenMode, type StdioMode, type TapFlags } from '../tap/tap-options.js';
import { createTapRun, type TapRun } from '../tap/tap-run.js';

const startRemedy =
  'Check its name and PATH, or give its full path. Codex is installed by `npm install -g @openai/codex`.';

/** `tacho tap`: stands between a client and an app-server and passes on, unchanged, what they say. */
export const tap = defineCommand<TapFlags>({
  name: 'tap',
  summary: 'Stand between a client and an app-server, pass everything on unchanged, and tell what happened.',
  group: 'Record',
  examples: [
    ['tap -- codex app-server', 'what a client starts in the place of `codex app-server`'],
    ['tap --listen ws://127.0.0.1:4621 -- codex app-server', 'for `codex --remote ws://127.0.0.1:4621`'],
    ['tap --to file:events.jsonl -- codex app-server', 'write events to a file, without a collector'],
    [
      'tap --record session.jsonl --redact -- codex app-server',
      'record the traffic, without free text, paths and URLs',
    ],
  ],
  ownsStdout: true,
  configure(command) {
    configOptions(command, 'dataDir', 'privacy', 'logLevel');
    command
      .argument('[program...]', 'the app-server and its arguments, behind `--`')
      .option(
        '--to <target>',
        'where events go: URL of a collector, native:URL or file:PATH (default: the local collector)',
      )
      .option('--record <file>', 'write the traffic to a file; it holds everything that is said')
      .option('--redact', 'record without free text, paths and URLs')
      .option('--force', 'write over a recording that is there')
      .option(
        '--enrich',
        'add what only the session logs of this machine hold (ids of model responses, the reviewer); off because events then wait for the end of their turn, and are lost when the tap is killed before it',
      )
      .option('--listen <address>', 'serve clients at ws://127.0.0.1:PORT or unix://PATH instead of standard input')
      .option('--connect <address>', 'with --listen: stand in front of the server that runs there');
  },
  async run(context, flags, operands) {
    const { config, terminal } = context;
    const mode = readTapMode(flags, operands);
    // A target that cannot be understood is wrong use, said before the agent runs; what fails later is our own trouble.
    if (flags.to !== undefined) (await loadObserverParts()).parseTarget(flags.to);
    // What the server speaks, whatever its clients do.
    const transport = mode.kind === 'stdio' || mode.behind.kind === 'program' ? 'stdio' : 'websocket';
    const say = terminal.err;
    const recorder =
      flags.record === undefined || config.disabled
        ? null
        : await openRecording({
            path: flags.record,
            redact: flags.redact === true,
            force: flags.force === true,
            transport,
            say,
          });
    const tapRun = createTapRun({ config, to: flags.to, transport, enrich: flags.enrich === true, recorder, say });
    shieldProcess(tapRun.guard);
    const code =
      mode.kind === 'stdio' ? await tapStdio(mode, tapRun, context) : await tapListener(mode, tapRun, context);
    // What is open now (an input that nobody reads, a request of the sender) must not keep the agent's client waiting.
    process.exit(code);
  },
});

async function tapStdio(
  { program, args }: StdioMode,
  run: TapRun,
  { config, terminal }: CommandContext,
): Promise<ExitCode> {
  const connection = config.disabled ? null : run.watch().connection(1);
  const code = await runStdioTap({
    program,
    args,
    watchers: connection,
    onStarted: config.disabled ? () => {} : run.load,
    onStartFailure: (reason) => terminal.err(`tacho tap: ${reason}\n  ${startRemedy}\n`),
  });
  connection?.close();
  await run.finish(true);
  return code;
}

async function tapListener(mode: ListenMode, run: TapRun, { config, terminal }: CommandContext): Promise<ExitCode> {
  try {
    await runListenTap({
      address: mode.address,
      behind: mode.behind,
      observe: config.disabled ? null : run.watch,
      guard: run.guard,
      onListening(address) {
        terminal.err(`tacho tap: listening on ${formatListenAddress(address)}\n`);
        if (!config.disabled) run.load();
      },
      onRefused: (reason) => terminal.err(`tacho tap: ${reason}\n`),
    });
  } catch (error) {
    throw listenFailure(error, formatListenAddress(mode.address));
  }
  await run.finish(mode.behind.kind === 'program');
  return exitCodes.done;
}

function listenFailure(error: unknown, address: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new CliError('port_taken', `${address} is taken`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOENT' || code === 'ENOTFOUND') {
    return new CliError('address_not_usable', `${address} cannot be listened on (${code})`, { cause: error });
  }
  return error;
}
