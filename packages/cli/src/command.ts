import type { Command } from 'commander';

import type { Config, ConfigOrigin } from './config.js';
import type { ExitCode } from './exit.js';
import type { Terminal } from './terminal.js';

/** What a command works with, made by `main` from flags, environment and file. */
export interface CommandContext {
  readonly config: Config;
  /** Where each value of {@link config} comes from. */
  readonly origins: Readonly<Record<keyof Config, ConfigOrigin>>;
  readonly terminal: Terminal;
}

/** Heading of `tacho help` that a command stands under. */
export type CommandGroup = 'Run' | 'Record' | 'Ask' | 'Look after';

/** What to type behind `tacho`, and what it does. */
export type CommandExample = readonly [line: string, meaning: string];

/** A command of `tacho`: one file in `commands/`, one line in `commands/index.ts`. */
export interface CommandDefinition {
  readonly name: string;
  /** One sentence for `tacho help`. */
  readonly summary: string;
  readonly group: CommandGroup;
  /** At the end of its own help: lines to try, each with what it does. */
  readonly examples: readonly CommandExample[];
  /** Stdout is a protocol's alone: no handler of ours is put on it. */
  readonly ownsStdout: boolean;
  readonly configure: (command: Command) => void;
  readonly run: (context: CommandContext, parsed: Command) => Promise<ExitCode>;
}

interface CommandInput<Options extends object> {
  readonly name: string;
  readonly summary: string;
  readonly group: CommandGroup;
  readonly examples: readonly CommandExample[];
  readonly ownsStdout?: boolean;
  /** Adds arguments and options; configuration keys by `configOptions(command, 'dataDir', …)`. */
  readonly configure: (command: Command) => void;
  readonly run: (context: CommandContext, options: Options, operands: readonly string[]) => Promise<ExitCode>;
}

/** Declares a command; `Options` is what its `configure` makes commander produce. */
export function defineCommand<Options extends object>(input: CommandInput<Options>): CommandDefinition {
  return {
    ownsStdout: false,
    ...input,
    run: (context, parsed) => input.run(context, parsed.opts<Options>(), parsed.args),
  };
}
