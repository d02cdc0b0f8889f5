import { Command, CommanderError } from 'commander';

import type { CommandContext, CommandDefinition } from './command.js';
import { commands } from './commands/index.js';
import { noColor, resolveConfig } from './config.js';
import { CliError } from './errors.js';
import { exitCodes, type ExitCode } from './exit.js';
import { endOnClosedPipe, processTerminal, type Terminal } from './terminal.js';
import { version } from './version.js';

// For the scripts that make docs and samples.
export { configKeys, type ConfigKey } from './config.js';
export { errorCatalogue } from './errors.js';
export { moveInTime, occurredAtMs, readSamples } from './samples.js';

/** Runs `tacho` with these arguments and returns the exit code. */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(noColor()),
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = new Command('tacho')
    .description('A tachograph for coding agents: what they did, what it cost, who approved what.')
    .version(version, '--version', 'print the version')
    .helpCommand('help [command]', 'show the options of a command')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const definition of await loadCommands(argv)) {
    register(program, definition, terminal, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, terminal);
  }
}

/** The named command alone; all of them where their summaries are needed (help, a misspelt name). */
async function loadCommands(argv: readonly string[]): Promise<readonly CommandDefinition[]> {
  const name = argv[0];
  if (name === '--version') return [];
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all(load === undefined ? Object.values(commands).map((one) => one()) : [load()]);
}

function register(
  program: Command,
  definition: CommandDefinition,
  terminal: Terminal,
  ended: (code: ExitCode) => void,
): void {
  const command = program.command(definition.name).description(definition.summary);
  definition.configure(command);
  command.action(async () => {
    if (!definition.ownsStdout) endOnClosedPipe();
    const context: CommandContext = { ...(await resolveConfig(command.opts())), terminal };
    ended(await definition.run(context, command));
  });
}

function report(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has printed already; asking for help or the version is no error.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  }
  const remedy = remedyOf(error);
  if (error instanceof Error && remedy !== null) {
    terminal.err(`tacho: ${error.message}\n  ${remedy}\n`);
    return error instanceof CliError ? error.exitCode : exitCodes.failed;
  }
  const described = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`tacho: unexpected failure\n${described}\n`);
  return exitCodes.failed;
}

/** Every failure that a user can do something about says what, whichever package throws it. */
function remedyOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const remedy = 'remedy' in error ? error.remedy : 'help' in error ? error.help : null;
  return typeof remedy === 'string' ? remedy : null;
}
