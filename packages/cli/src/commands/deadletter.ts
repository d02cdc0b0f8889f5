import { join } from 'node:path';

import { Argument } from 'commander';

import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { exitCodes } from '../exit.js';

interface DeadletterOptions {
  readonly json?: true;
}

/** `tacho deadletter list|drop`: events that the collector refused, by their shape; their content is not kept. */
export const deadletter = defineCommand<DeadletterOptions>({
  name: 'deadletter',
  summary: 'List the events that the collector refused, or forget them.',
  group: 'Look after',
  examples: [
    ['deadletter list', 'what was refused, and why'],
    ['deadletter drop', 'forget it'],
  ],
  configure(command) {
    command.addArgument(new Argument('<action>', 'what to do').choices(['list', 'drop']));
    configOptions(command, 'dataDir');
    command.option('--json', 'print {"rows":[…]}');
  },
  async run({ config, terminal }, options, [action]) {
    const { dropDeadLetters, readDeadLetters } = await import('@tachograph/collector');
    const directory = join(config.dataDir, 'dead-letter');
    const letters = await readDeadLetters(directory);
    if (action === 'drop') {
      await dropDeadLetters(directory);
      terminal.err(`${letters.length} refused events forgotten\n`);
      return exitCodes.done;
    }
    if (options.json === true) terminal.out(`${JSON.stringify({ rows: letters })}\n`);
    else if (letters.length === 0) terminal.err('No event was refused.\n');
    for (const one of options.json === true ? [] : letters) {
      const at = new Date(one.refused_at_ms).toISOString();
      terminal.out(`${at}  ${one.door.padEnd(7)} ${one.event_type ?? '-'}  ${one.bytes} bytes  ${one.reason}\n`);
    }
    return exitCodes.done;
  },
});
