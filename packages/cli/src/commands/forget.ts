import { parseMoment } from '@tachograph/collector/queries';

import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { requireDataDirectory } from '../data-directory.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { findCollector } from '../local-collector.js';
import { fieldOf, longAnswerTimeoutMs, requestCollector } from '../request-collector.js';
import { countText } from '../terminal/count-text.js';

interface ForgetOptions {
  readonly thread?: string;
  readonly account?: string;
  readonly before?: string;
  readonly json?: true;
}

/** What is to be forgotten, as the collector is told. */
interface ForgetRequest {
  readonly thread?: string;
  readonly account?: string;
  readonly before_ms?: number;
}

/** `tacho forget`: gone from the answers at once, from the log, and from the store; also after a rebuild. */
export const forget = defineCommand<ForgetOptions>({
  name: 'forget',
  summary: 'Remove events for good: those of a thread, of an account, or from before a moment.',
  group: 'Look after',
  examples: [
    ['forget --thread ID', 'one thread'],
    ['forget --before 90d', 'what happened more than 90 days ago'],
  ],
  configure(command) {
    command
      .option('--thread <id>', 'the events of this thread')
      .option('--account <name>', 'the events of this account')
      .option('--before <moment>', 'what happened before: ISO date or time, or a span back such as 90d');
    configOptions(command, 'dataDir', 'collectorUrl');
    command.option('--json', 'print JSON').addHelpText('after', '\nSeveral of them together: what meets all.');
  },
  async run({ config, terminal }, options) {
    const request = readRequest(options);
    const collector = await findCollector(config);
    const result = await (collector === null
      ? forgetHere(config.dataDir, request)
      : requestCollector(collector, '/api/forget', { ...request }, longAnswerTimeoutMs));
    if (options.json === true) terminal.out(`${JSON.stringify(result)}\n`);
    else terminal.out(`${countText(Number(fieldOf(result, 'rows') ?? 0), 'event')} forgotten\n`);
    return exitCodes.done;
  },
});

/** Nobody holds the data directory: its store is opened for this. */
async function forgetHere(dataDir: string, { thread, account, before_ms: beforeMs }: ForgetRequest): Promise<unknown> {
  await requireDataDirectory(dataDir);
  const { openStore } = await import('@tachograph/collector');
  const store = await openStore(dataDir);
  try {
    return await store.forget({
      ...(thread === undefined ? {} : { thread }),
      ...(account === undefined ? {} : { account }),
      ...(beforeMs === undefined ? {} : { beforeMs }),
    });
  } finally {
    await store.close();
  }
}

function readRequest({ thread, account, before }: ForgetOptions): ForgetRequest {
  if (thread === undefined && account === undefined && before === undefined) {
    throw new CliError('bad_argument', 'say what to forget: --thread ID, --account NAME or --before MOMENT');
  }
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const beforeMs = before === undefined ? undefined : parseMoment(before, { tz, nowMs: Date.now() });
  if (beforeMs === null) throw new CliError('bad_argument', '--before: an ISO date or time, or a span such as 90d');
  return {
    ...(thread === undefined ? {} : { thread }),
    ...(account === undefined ? {} : { account }),
    ...(beforeMs === undefined ? {} : { before_ms: beforeMs }),
  };
}
