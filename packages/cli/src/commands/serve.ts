import { runCollectorService } from '../collector-service.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';

/** `tacho serve`: the collector and the page, and nothing else. */
export const serve = defineCommand({
  name: 'serve',
  summary: 'Run the collector and the page until Ctrl-C.',
  configure(command) {
    configOptions(command, 'dataDir', 'host', 'port', 'keepDays', 'logMegabytesMax', 'keepUnknown', 'logLevel');
  },
  run: (context) => runCollectorService(context),
});
