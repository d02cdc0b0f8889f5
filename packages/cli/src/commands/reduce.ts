import { createReadStream } from 'node:fs';

import { defineCommand, type CommandContext } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import type { PrintOptions } from '../reduce/event-printer.js';
import { findInputs, type ReduceInput } from '../reduce/find-inputs.js';
import { createReduceSummary, type ReduceSummary } from '../reduce/reduce-summary.js';

interface ReduceFlags {
  readonly rollouts?: string;
  readonly types?: string;
  readonly own?: true;
  readonly envelope?: true;
}

/** `tacho reduce`: recordings and session logs in, events out. */
export const reduce = defineCommand<ReduceFlags>({
  name: 'reduce',
  summary: 'Turn recordings or session logs into events, one a line on standard output.',
  group: 'Record',
  examples: [
    ['reduce session.jsonl', 'the events of one recording'],
    ['reduce recordings --types codex_turn_event', 'of all recordings in a folder, one type'],
    ['reduce --rollouts ~/.codex/sessions session.jsonl', 'with what only session logs know'],
    ['reduce --own --envelope - < session.jsonl', 'our own events too, each in its envelope'],
  ],
  configure(command) {
    configOptions(command, 'privacy');
    command
      .argument(
        '<input...>',
        'a recording, a folder of them, session logs, or `-` for standard input; may be compressed',
      )
      .option('--rollouts <dir>', 'fill in what only the session logs in this folder know')
      .option('--types <list>', 'print these types of event alone, separated by commas')
      .option('--own', 'print our own events (tacho_*) too')
      .option('--envelope', 'print each event in its envelope');
  },
  async run({ config, terminal }, flags, operands) {
    const print: PrintOptions = {
      types: flags.types === undefined ? null : new Set(flags.types.split(',').map((type) => type.trim())),
      own: flags.own === true,
      envelope: flags.envelope === true,
      privacy: config.privacy,
    };
    const inputs = (await Promise.all(operands.map(findInputs))).flat();
    if (inputs.filter((input) => input.kind === 'stdin').length > 1) {
      throw new CliError('bad_argument', 'standard input can be read once');
    }
    const summary = createReduceSummary();
    for (const input of inputs) await reduceInput(input, print, summary, terminal, flags.rollouts);
    for (const line of summary.lines()) terminal.err(`${line}\n`);
    return summary.isPartial() ? exitCodes.partlyDone : exitCodes.done;
  },
});

async function reduceInput(
  input: ReduceInput,
  print: PrintOptions,
  summary: ReduceSummary,
  terminal: CommandContext['terminal'],
  rollouts: string | undefined,
): Promise<void> {
  if (input.kind === 'rollouts') {
    const { reduceRollouts } = await import('../reduce/reduce-rollouts.js');
    reduceRollouts({ label: input.label, path: input.path, print, write: terminal.out, summary });
    return;
  }
  const { reduceRecording } = await import('../reduce/reduce-recording.js');
  await reduceRecording({
    label: input.label,
    chunks: input.kind === 'stdin' ? process.stdin : createReadStream(input.path, { highWaterMark: 256 * 1024 }),
    transport: input.kind === 'stdin' ? null : input.transport,
    print,
    write: terminal.out,
    summary,
    ...(rollouts === undefined ? {} : { rollouts }),
  });
}
