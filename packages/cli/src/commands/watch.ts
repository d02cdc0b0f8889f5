import { watchRollouts } from '../rollout/watch-rollouts.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { exitCodes } from '../exit.js';

interface WatchFlags {
  readonly to?: string;
}

/** `tacho watch`: imports, then follows the session logs as they grow, until it is stopped. */
export const watch = defineCommand<WatchFlags>({
  name: 'watch',
  summary: 'Import the session logs of Codex, then follow them as they grow.',
  group: 'Record',
  examples: [
    ['watch', 'the session logs of this machine, until Ctrl-C'],
    ['watch --to http://collector.example:4620', 'deliver to a collector elsewhere'],
  ],
  configure(command) {
    configOptions(command, 'dataDir', 'codexHome', 'collectorUrl', 'privacy', 'logLevel');
    command
      .argument('[path...]', 'session logs or folders of them (default: sessions and archived_sessions of Codex)')
      .option('--to <target>', 'where events go (default: the collector that holds the data directory)');
  },
  async run(context, flags, operands) {
    await watchRollouts(context, operands, flags.to);
    return exitCodes.done;
  },
});
