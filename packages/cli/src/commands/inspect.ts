import { join } from 'node:path';

import { inspectSpool, readSpoolStatus, type SpoolStatus } from '@tachograph/client/deliver';

import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { exitCodes } from '../exit.js';

interface InspectFlags {
  readonly waiting?: true;
  readonly json?: true;
}

/** `tacho inspect`: exactly what waits to be sent, and what was sent last, as it is in the files. */
export const inspect = defineCommand<InspectFlags>({
  name: 'inspect',
  summary: 'Print exactly what waits to be sent, and what was sent last.',
  group: 'Look after',
  examples: [
    ['inspect --waiting', 'what has not been sent yet'],
    ['inspect --json', 'all of it, one JSON object a line'],
  ],
  configure(command) {
    configOptions(command, 'dataDir');
    command
      .option('--waiting', 'leave out what was sent')
      .option('--json', 'print one JSON object a line: spool, status, envelope, event');
  },
  async run({ config, terminal }, flags) {
    const folder = join(config.dataDir, 'spool');
    const spools = await readSpoolStatus(folder);
    if (spools.length === 0 && flags.json !== true)
      terminal.out('Nothing waits, and nothing was sent from here yet.\n');
    for (const spool of spools) {
      if (flags.json !== true) terminal.out(heading(spool));
      for await (const { status, line } of inspectSpool(join(folder, spool.name))) {
        if (flags.waiting === true && status !== 'waiting') continue;
        // The line is a JSON object: its keys are put behind ours without reading them.
        if (flags.json === true)
          terminal.out(`{"spool":${JSON.stringify(spool.name)},"status":"${status}",${line.slice(1)}\n`);
        else terminal.out(`${status.padEnd(7)}  ${line}\n`);
      }
    }
    return exitCodes.done;
  },
});

function heading({ name, queued, queuedBytes, totals, halted, failing }: SpoolStatus): string {
  const stuck = halted ?? failing;
  const trouble =
    stuck === null ? '' : `; ${halted === null ? 'the last attempt failed' : 'sending has stopped'}: ${stuck}`;
  return `# ${name}: ${queued} waiting (${queuedBytes} bytes), ${totals.sent} sent, ${totals.refused} refused, ${totals.dropped} dropped${trouble}\n`;
}
