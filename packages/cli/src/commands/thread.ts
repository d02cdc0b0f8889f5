import { openAsker, type Asker } from '../ask.js';
import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { renderStory } from '../terminal/render-story.js';

interface ThreadOptions {
  readonly json?: true;
  readonly tz?: string;
}

/** `tacho thread ID`: one thread's story. */
export const thread = defineCommand<ThreadOptions>({
  name: 'thread',
  summary: 'Tell the story of one thread: its turns, tools, waits and reviews, in order.',
  group: 'Ask',
  examples: [
    ['report threads', 'find its id'],
    ['thread ID', 'its story'],
  ],
  configure(command) {
    command.argument('<id>', 'id of the thread, or its end, as `tacho report threads` shows it');
    configOptions(command, 'dataDir', 'collectorUrl');
    command.option('--tz <zone>', 'IANA time zone of the times').option('--json', 'print {"rows":[…]}');
  },
  async run({ config, terminal }, options, [id = '']) {
    const asker = await openAsker(config);
    try {
      const answer = await asker.query('thread_events', { thread: await wholeId(asker, id) });
      if (options.json === true) {
        terminal.out(`${JSON.stringify(answer)}\n`);
        return exitCodes.done;
      }
      if (answer.rows.length === 0)
        throw new CliError(
          'bad_argument',
          `no thread ${JSON.stringify(id)} is known here; \`tacho report threads\` lists them`,
        );
      const timeZone = options.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      terminal.out(renderStory(answer.rows, { width: terminal.columns, color: terminal.color, timeZone }));
    } finally {
      await asker.close();
    }
    return exitCodes.done;
  },
});

const wholeIdLength = 36;

/** Tables show the end of an id: it names the thread when no other one ends so. */
async function wholeId(asker: Asker, told: string): Promise<string> {
  const end = told.replace(/^…/, '');
  if (end.length >= wholeIdLength || end.length < 4) return end;
  const { rows } = await asker.query('threads', { search: end });
  const found = rows.map((row) => String(row['thread_id'])).filter((id) => id.endsWith(end));
  if (found.length > 1) throw new CliError('bad_argument', `${found.length} threads end with ${JSON.stringify(end)}`);
  return found[0] ?? end;
}
