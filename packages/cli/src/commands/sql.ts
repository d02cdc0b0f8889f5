import { openAsker } from '../ask.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { noteIncomplete } from '../incomplete-note.js';
import { plainText } from '../terminal/plain-text.js';
import { renderTable } from '../terminal/render-table.js';
import { toCsv } from '../terminal/to-csv.js';

interface SqlOptions {
  readonly json?: true;
  readonly csv?: true;
}

/** `tacho sql "SELECT …"`: a question of one's own. */
export const sql = defineCommand<SqlOptions>({
  name: 'sql',
  summary: 'Run one SELECT over the tables of the store (read-only).',
  group: 'Ask',
  examples: [
    ['sql "SELECT event_type, count() FROM counted_events GROUP BY 1"', 'what counts, once each'],
    ['sql --json - < question.sql', 'a statement from a file'],
  ],
  configure(command) {
    command.argument('<statement>', 'one SELECT; `-` reads it from stdin');
    configOptions(command, 'dataDir', 'collectorUrl');
    command.option('--json', 'print {"rows":[…]}').option('--csv', 'print CSV');
  },
  async run({ config, terminal }, options, [given = '']) {
    const statement = given === '-' ? await readStdin() : given;
    if (statement.trim() === '') throw new CliError('bad_argument', 'the statement is empty');
    const asker = await openAsker(config);
    try {
      const answer = await asker.sql(statement);
      noteIncomplete(terminal, answer);
      const names = Object.keys(answer.rows[0] ?? {});
      if (options.json === true) terminal.out(`${JSON.stringify(answer)}\n`);
      else if (options.csv === true) terminal.out(toCsv(names, answer.rows));
      else {
        const columns = names.map((name) => ({
          head: plainText(name),
          align: answer.rows.every((row) => typeof row[name] === 'number') ? ('right' as const) : ('left' as const),
          cells: answer.rows.map((row) => cellText(row[name])),
        }));
        terminal.out(renderTable(columns, { width: terminal.columns, color: terminal.color }));
      }
    } finally {
      await asker.close();
    }
    return exitCodes.done;
  },
});

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return plainText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
