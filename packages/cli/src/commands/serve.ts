import { runCollectorService } from '../collector-service.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';

/** `tacho serve`: the collector and the page, and nothing else. */
export const serve = defineCommand({
  name: 'serve',
  summary: 'Run the collector and the page until Ctrl-C.',
  group: 'Run',
  examples: [
    ['serve', 'collector and page, without session logs and samples'],
    ['serve --keep-days 90', 'drop what is older than 90 days'],
  ],
  configure(command) {
    configOptions(command, 'dataDir', 'host', 'port', 'keepDays', 'logMegabytesMax', 'keepUnknown', 'logLevel');
  },
  run: (context) => runCollectorService(context),
});
