import { openAsker } from '../ask.js';
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
    command.argument('<id>', 'id of the thread, as in `tacho report threads`');
    configOptions(command, 'dataDir', 'collectorUrl');
    command.option('--tz <zone>', 'IANA time zone of the times').option('--json', 'print {"rows":[…]}');
  },
  async run({ config, terminal }, options, [id = '']) {
    const asker = await openAsker(config);
    try {
      const answer = await asker.query('thread_events', { thread: id });
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
