import { defineCommand } from '../command.js';
import { configKeys, configOptions, type ConfigKey, type ConfigName, type ConfigOrigin } from '../config.js';
import { exitCodes } from '../exit.js';

interface DoctorOptions {
  readonly json?: true;
}

/** `tacho doctor`: every setting with its origin. */
export const doctor = defineCommand<DoctorOptions>({
  name: 'doctor',
  summary: 'Show each setting and where it comes from, what waits for delivery, and how the collector is.',
  configure(command) {
    configOptions(command, 'dataDir', 'host', 'port', 'collectorUrl');
    command.option('--json', 'print JSON');
  },
  async run({ config, origins, terminal }, options) {
    const settings = Object.entries(configKeys).map(([name, key]: [string, ConfigKey<unknown>]) => {
      const value: unknown = config[name as ConfigName];
      return {
        name,
        value: key.secret === true && value !== null ? '(set)' : value,
        origin: origin(origins[name as ConfigName]),
      };
    });
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ settings })}\n`);
    } else {
      for (const one of settings) terminal.out(`${one.name.padEnd(14)}${String(one.value)}  (${one.origin})\n`);
    }
    return exitCodes.done;
  },
});

function origin(from: ConfigOrigin): string {
  return from.kind === 'default' ? 'default' : from.name;
}
