import { Command, CommanderError } from 'commander';

import type { CommandContext, CommandDefinition, CommandExample } from './command.js';
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
    .commandsGroup('Look after:')
    .helpCommand('help [command]', 'Show the options of a command, and examples.')
    .addHelpText('after', helpEnd)
    .exitOverride()
    .showHelpAfterError('  See `tacho help`.')
    .configureOutput({
      writeOut(text) {
        endOnClosedPipe();
        terminal.out(text);
      },
      writeErr: terminal.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'tacho: ')),
    });
  for (const definition of await loadCommands(argv)) {
    register(program, definition, terminal, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, terminal, argv[0] ?? '');
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
  const command = program.command(definition.name).description(definition.summary).helpGroup(`${definition.group}:`);
  command.showHelpAfterError(`  See \`tacho help ${definition.name}\`.`);
  definition.configure(command);
  command.addHelpText('after', examplesText(definition.examples));
  command.action(async () => {
    if (!definition.ownsStdout) endOnClosedPipe();
    const context: CommandContext = { ...(await resolveConfig(command.opts())), terminal };
    ended(await definition.run(context, command));
  });
}

const helpEnd = `
Exit codes: 0 done, 1 failed, 2 wrong use, 3 partly done; \`tap\` ends with the code of the agent.
`;

function examplesText(examples: readonly CommandExample[]): string {
  return `\nExamples:\n${examples.map(([line, meaning]) => `  # ${meaning}\n  tacho ${line}\n`).join('')}`;
}

function report(error: unknown, terminal: Terminal, command: string): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has printed already; asking for help or the version is no error.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  }
  const remedy = remedyOf(error);
  if (error instanceof Error && remedy !== null) {
    terminal.err(`tacho: ${error.message}\n  ${remedy.replace('COMMAND', command)}\n`);
    return exitCodeOf(error);
  }
  const described = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`tacho: unexpected failure\n${described}\n`);
  return exitCodes.failed;
}

/** Other packages know no exit codes: theirs are failures, but for an address that was mistyped. */
function exitCodeOf(error: Error): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  return 'code' in error && error.code === 'bad_target' ? exitCodes.wrongUse : exitCodes.failed;
}

/** Every failure that a user can do something about says what, whichever package throws it. */
function remedyOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const remedy = 'remedy' in error ? error.remedy : 'help' in error ? error.help : null;
  return typeof remedy === 'string' ? remedy : null;
}
