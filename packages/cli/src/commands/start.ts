import { runCollectorService } from '../collector-service.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { startWatchProcess } from '../rollout/watch-process.js';
import { readSamples } from '../samples.js';

/** `tacho start`: the collector and the page, one's own session logs, and samples as long as there is nothing else. */
export const start = defineCommand({
  name: 'start',
  summary: 'Run the collector and the page, follow the session logs of Codex, show samples until there are events.',
  group: 'Run',
  examples: [
    ['start', 'on port 4620, with the data of your user'],
    ['start --port 0 --data /tmp/try', 'somewhere else, without touching your own data'],
  ],
  configure(command) {
    configOptions(
      command,
      'dataDir',
      'host',
      'port',
      'codexHome',
      'privacy',
      'keepDays',
      'logMegabytesMax',
      'keepUnknown',
      'logLevel',
    );
  },
  async run(context) {
    const { origins, config } = context;
    return runCollectorService(context, {
      samples: await readSamples(Date.now()),
      beside: () => startWatchProcess(config),
      // Somebody reads this terminal: what went well stays unsaid unless asked for.
      logLevel: origins.logLevel.kind === 'default' ? 'warn' : config.logLevel,
    });
  },
});
