import type { FilterName } from '@tachograph/collector/queries';
import { Option, type Command } from 'commander';

const descriptions: Readonly<Record<FilterName, readonly [value: string, description: string]>> = {
  since: ['<moment>', 'first moment that counts: ISO date or time, or a span back such as 7d'],
  until: ['<moment>', 'first moment that no longer counts, in the same forms; a day counts whole'],
  project: ['<name>', 'only this project'],
  client: ['<name>', 'only this client (originator)'],
  model: ['<name>', 'only this model'],
  thread_source: ['<name>', 'only threads wanted by this source (user, subagent, …)'],
  account: ['<name>', 'only this account'],
  tz: ['<zone>', 'IANA time zone in which days begin'],
};

/** Adds the filters that every query takes, by the names of the parameters. */
export function filterOptions(command: Command): void {
  for (const [name, [value, description]] of Object.entries(descriptions)) {
    const dashed = name.replaceAll('_', '-');
    command.addOption(new Option(`--${dashed} ${value}`, description));
    // Flags have the names of the parameters; the usual form of a flag is the one that help shows.
    if (dashed !== name) command.addOption(new Option(`--${name} ${value}`).hideHelp());
  }
}

/** The filters that were given, by the names of the parameters; days begin in the zone of this machine unless said otherwise. */
export function givenFilters(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const given: Record<string, string> = { tz: Intl.DateTimeFormat().resolvedOptions().timeZone };
  for (const name of Object.keys(descriptions)) {
    const value = options[camelCase(name)] ?? options[name];
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}

/** As commander names an option. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
