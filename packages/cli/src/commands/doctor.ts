import { defineCommand, type CommandContext } from '../command.js';
import { configKeys, configNames, configOptions, type ConfigKey } from '../config.js';
import { runChecks } from '../doctor/checks.js';
import { exitCodes } from '../exit.js';

interface DoctorOptions {
  readonly json?: true;
}

interface Setting {
  readonly name: string;
  readonly value: unknown;
  /** The flag, the variable or the line of the file that gave it; `default` when none did. */
  readonly origin: string;
}

/** `tacho doctor`: each setting with its origin, and what it points at. */
export const doctor = defineCommand<DoctorOptions>({
  name: 'doctor',
  summary: 'Show each setting and where it comes from, what waits for delivery, and how the collector is.',
  group: 'Look after',
  examples: [
    ['doctor', 'what is set, and whether it works'],
    ['doctor --json', 'the same for scripts'],
  ],
  configure(command) {
    configOptions(command, 'dataDir', 'host', 'port', 'collectorUrl', 'privacy', 'codexHome');
    command.option('--json', 'print JSON');
  },
  async run(context, options) {
    const { config, terminal } = context;
    const settings = settingsOf(context);
    const checks = await runChecks(config);
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ settings, checks })}\n`);
    } else {
      terminal.out('Settings\n');
      for (const { name, value, origin } of settings) {
        terminal.out(`  ${name.padEnd(16)} ${value === null ? '-' : String(value)}  (${origin})\n`);
      }
      terminal.out('\nChecks\n');
      const width = Math.max(...checks.map(({ name }) => name.length));
      for (const { name, status, says } of checks)
        terminal.out(`  ${status.padEnd(7)}${name.padEnd(width)}  ${says}\n`);
    }
    return checks.some((check) => check.status === 'failed') ? exitCodes.failed : exitCodes.done;
  },
});

function settingsOf({ config, origins }: CommandContext): readonly Setting[] {
  return configNames.map((name) => {
    const { secret }: ConfigKey<unknown> = configKeys[name];
    const value = config[name];
    const from = origins[name];
    return {
      name,
      value: secret === true && value !== null ? '(set)' : value,
      origin: from.kind === 'default' ? 'default' : from.name,
    };
  });
}
