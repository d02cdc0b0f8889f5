import { join } from 'node:path';

import { dropRefused, readRefused, readSpoolStatus } from '@tachograph/client/deliver';
import { Argument } from 'commander';

import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { exitCodes } from '../exit.js';
import { countText } from '../terminal/count-text.js';

interface DeadletterOptions {
  readonly json?: true;
}

/** A refused event as it is listed. */
interface Row {
  readonly refused_at_ms: number;
  /** `collector`: the one of this data directory refused it; else `spool` and the name of the one whose receiver did. */
  readonly where: string;
  readonly event_type: string | null;
  readonly bytes: number;
  readonly reason: string;
}

/**
 * `tacho deadletter list|drop`: what the collector of this data directory refused, by shape, since foreign content is not
 * kept; and what receivers refused of this machine's own events, which are kept whole.
 */
export const deadletter = defineCommand<DeadletterOptions>({
  name: 'deadletter',
  summary: 'List the events that this collector, or a receiver of own events, refused, or forget them.',
  group: 'Look after',
  examples: [
    ['deadletter list', 'what was refused, and why'],
    ['deadletter drop', 'forget it'],
  ],
  configure(command) {
    command.addArgument(new Argument('<action>', 'what to do').choices(['list', 'drop']));
    configOptions(command, 'dataDir');
    command.option('--json', 'print {"rows":[…]}, own events whole');
  },
  async run({ config, terminal }, options, [action]) {
    const { dropDeadLetters, readDeadLetters } = await import('@tachograph/collector');
    const letters = join(config.dataDir, 'dead-letter');
    const spools = join(config.dataDir, 'spool');
    const names = (await readSpoolStatus(spools)).map(({ name }) => name);
    const rows: Row[] = (await readDeadLetters(letters)).map((letter) => ({ ...letter, where: 'collector' }));
    for (const name of names) {
      for (const refused of await readRefused(join(spools, name))) {
        const bytes = Buffer.byteLength(JSON.stringify(refused.event));
        rows.push({ ...refused, where: `spool ${name}`, event_type: refused.event.event_type, bytes });
      }
    }
    if (action === 'drop') {
      await dropDeadLetters(letters);
      for (const name of names) await dropRefused(join(spools, name));
      terminal.err(`${countText(rows.length, 'refused event')} forgotten\n`);
      return exitCodes.done;
    }
    rows.sort((a, b) => a.refused_at_ms - b.refused_at_ms);
    if (options.json === true) terminal.out(`${JSON.stringify({ rows })}\n`);
    else if (rows.length === 0) terminal.err('No event was refused.\n');
    for (const one of options.json === true ? [] : rows) {
      const at = new Date(one.refused_at_ms).toISOString();
      terminal.out(`${at}  ${one.where}  ${one.event_type ?? '-'}  ${one.bytes} bytes  ${one.reason}\n`);
    }
    return exitCodes.done;
  },
});
