import { queryDefinitions } from '@tachograph/collector/queries';
import { Option } from 'commander';

import { openAsker } from '../ask.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { noteIncomplete } from '../incomplete-note.js';
import { filterOptions, givenFilters } from '../filter-options.js';
import { renderRows } from '../terminal/render-rows.js';
import { toCsv } from '../terminal/to-csv.js';

interface QueryOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** Parameters that some query has beside the filters. */
const ownParams = new Map(
  queryDefinitions.flatMap((definition) =>
    Object.entries(definition.params).map(([name, param]) => [name, param] as const),
  ),
);

/** `tacho query NAME`: one query as it is, for scripts. */
export const query = defineCommand<QueryOptions>({
  name: 'query',
  summary: 'Ask one query; without a name, list them.',
  group: 'Ask',
  examples: [
    ['query', 'the names of all queries'],
    ['query overview --since 30d --json', 'one query, for scripts'],
    ['query usage --by project --csv', 'tokens by day and project, for a spreadsheet'],
  ],
  configure(command) {
    command.argument('[name]', 'name of the query');
    configOptions(command, 'dataDir', 'collectorUrl');
    filterOptions(command);
    for (const [name, param] of ownParams) {
      command.addOption(new Option(`--${name} <value>`, param.description));
    }
    command.option('--json', 'print {"rows":[…]}').option('--csv', 'print CSV');
  },
  async run({ config, terminal }, options, [name]) {
    if (name === undefined) {
      const list = queryDefinitions.map(({ name: one, summary }) => ({ name: one, summary }));
      if (options.json === true) terminal.out(`${JSON.stringify({ rows: list })}\n`);
      else for (const one of list) terminal.out(`${one.name.padEnd(18)}${one.summary}\n`);
      return exitCodes.done;
    }
    // A collector of another version may know queries that this program does not: the name is not checked here.
    const definition = queryDefinitions.find((candidate) => candidate.name === name);
    const filters = givenFilters({ ...options });
    const params = { ...filters, ...givenParams({ ...options }) };
    const asker = await openAsker(config);
    try {
      const answer = await asker.query(name, params);
      noteIncomplete(terminal, answer);
      const columns = Object.keys(definition?.columns ?? answer.rows[0] ?? {});
      if (options.json === true) terminal.out(`${JSON.stringify(answer)}\n`);
      else if (options.csv === true) terminal.out(toCsv(columns, answer.rows));
      else if (definition === undefined)
        throw new CliError('bad_argument', `no query ${name} here: ask for it with --json`);
      else {
        const { columns: width, color } = terminal;
        terminal.out(renderRows(definition, answer.rows, { width, color, timeZone: filters['tz'] ?? 'UTC' }));
      }
    } finally {
      await asker.close();
    }
    return exitCodes.done;
  },
});

function givenParams(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of ownParams.keys()) {
    const value = options[name];
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}
