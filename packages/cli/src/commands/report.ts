import type { QueryDefinition } from '@tachograph/collector/queries';

import type { Answer } from '../ask.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { noteIncomplete } from '../incomplete-note.js';
import { filterOptions, givenFilters } from '../filter-options.js';
import { toCsv } from '../terminal/to-csv.js';
import { renderBoard } from './render-board.js';
import { reportBoards, type ReportBoard } from './report-boards.js';

interface ReportOptions {
  readonly json?: true;
  readonly csv?: true;
  readonly direct?: string;
  readonly limit?: string;
}

/** `tacho report [board]`: the boards of the page, for a terminal. */
export const report = defineCommand<ReportOptions>({
  name: 'report',
  summary: 'Show what happened, per day or by another board.',
  group: 'Ask',
  examples: [
    ['report', 'what happened, by day'],
    ['report models --since 7d', 'the last seven days, by model'],
    ['report tools --json', 'a board as rows for scripts'],
    ['report daily --direct ~/.codex/sessions', 'token totals straight from session logs'],
  ],
  configure(command) {
    command.argument('[board]', `${Object.keys(reportBoards).join(', ')} (default: daily)`);
    configOptions(command, 'dataDir', 'collectorUrl');
    filterOptions(command);
    command
      .option('--json', 'print {"rows":[…]}')
      .option('--csv', 'print CSV with every column')
      .option('--limit <rows>', 'rows at most, where a board is a list')
      .option('--direct <path>', 'daily: token totals straight from session logs, without a store');
  },
  async run(context, options, [name = 'daily']) {
    const { config, terminal } = context;
    if (options.direct !== undefined) {
      if (name !== 'daily') throw new CliError('bad_argument', 'session logs alone give the daily totals only');
      const { reportDirect } = await import('../rollout/report-direct.js');
      const timeZone = givenFilters({ ...options })['tz'] ?? 'UTC';
      return reportDirect(context, options.direct, { timeZone, json: options.json === true });
    }
    const board = Object.hasOwn(reportBoards, name) ? reportBoards[name] : undefined;
    if (board === undefined) {
      throw new CliError(
        'bad_argument',
        `there is no board ${JSON.stringify(name)}; there are: ${Object.keys(reportBoards).join(', ')}`,
      );
    }
    // the queries and their definitions take as long to load as months of session logs to read: not for `--direct`
    const [{ queryDefinitions }, { openAsker }] = await Promise.all([
      import('@tachograph/collector/queries'),
      import('../ask.js'),
    ]);
    const definition = definitionOf(queryDefinitions, board);
    const filters = givenFilters({ ...options });
    const limit = limitOf(definition, options.limit);
    const asTable = options.json !== true && options.csv !== true;
    const asker = await openAsker(config);
    let answer: Answer;
    let below: readonly { readonly board: ReportBoard; readonly answer: Answer }[];
    try {
      const ask = (one: ReportBoard, extra = {}) => asker.query(one.query, { ...filters, ...one.params, ...extra });
      answer = await ask(board, limit);
      below = await Promise.all(
        (asTable ? (board.below ?? []) : []).map(async (one) => ({ board: one, answer: await ask(one) })),
      );
    } finally {
      await asker.close();
    }
    noteIncomplete(terminal, answer);
    if (options.json === true) {
      terminal.out(`${JSON.stringify(answer)}\n`);
      return exitCodes.done;
    }
    if (options.csv === true) {
      terminal.out(toCsv(Object.keys(definition.columns), answer.rows));
      return exitCodes.done;
    }
    if (answer.sample)
      terminal.err('samples: bundled recordings. Your own sessions: tacho tap -- codex app-server\n\n');
    if (answer.rows.length === 0) {
      terminal.out(nothingText(filters));
      return exitCodes.done;
    }
    const form = { width: terminal.columns, color: terminal.color, timeZone: filters['tz'] ?? 'UTC' };
    const shown = [{ board, answer }, ...below].filter((one) => one.answer.rows.length > 0);
    terminal.out(
      shown
        .map((one) => renderBoard(one.board, definitionOf(queryDefinitions, one.board), one.answer.rows, form))
        .join('\n'),
    );
    return exitCodes.done;
  },
});

function definitionOf(definitions: readonly QueryDefinition[], { query }: ReportBoard): QueryDefinition {
  const definition = definitions.find((candidate) => candidate.name === query);
  if (definition === undefined) throw new TypeError(`no query ${query}`);
  return definition;
}

function limitOf(definition: QueryDefinition, limit: string | undefined): Readonly<Record<string, string>> {
  if (limit === undefined) return {};
  if (!Object.hasOwn(definition.params, 'limit'))
    throw new CliError('bad_argument', 'this board shows all of its rows');
  return { limit };
}

/** What was left out may be there: names the filters that were set. */
function nothingText(filters: Readonly<Record<string, string>>): string {
  const narrowing = Object.keys(filters).filter((name) => name !== 'tz');
  const set = narrowing.map((name) => `--${name.replaceAll('_', '-')}`);
  return set.length === 0
    ? 'Nothing yet.\n'
    : `Nothing under these filters: leave out ${set.join(', ')} to see more.\n`;
}
