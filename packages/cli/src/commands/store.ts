import { Argument } from 'commander';

import { defineCommand, type CommandContext } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes, type ExitCode } from '../exit.js';
import { findCollector } from '../local-collector.js';
import { requestCollector } from '../request-collector.js';

/** What `tacho store` can do; `backup` and `restore` need a folder. */
const actions: Readonly<Record<string, (context: CommandContext, folder: string | undefined) => Promise<unknown>>> = {
  status,
  rebuild,
  backup,
  restore,
};

/** `tacho store status|rebuild|backup|restore`: care for a data directory. */
export const store = defineCommand({
  name: 'store',
  summary: 'Look at the store, make it anew from the log, back up the log, or put a backup in place.',
  configure(command) {
    command
      .addArgument(new Argument('<action>', 'what to do').choices(Object.keys(actions)))
      .argument('[folder]', 'backup: an empty folder to write to; restore: the folder of a backup');
    configOptions(command, 'dataDir', 'collectorUrl');
  },
  async run(context, _options, [name = '', folder]): Promise<ExitCode> {
    const result = await actions[name]?.(context, folder);
    context.terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    return exitCodes.done;
  },
});

async function status({ config }: CommandContext): Promise<unknown> {
  const collector = await findCollector(config);
  if (collector !== null) return requestCollector(collector, '/api/status');
  const { openStore } = await import('@tachograph/collector');
  const opened = await openStore(config.dataDir);
  try {
    return await opened.status();
  } finally {
    await opened.close();
  }
}

async function rebuild({ config, terminal }: CommandContext): Promise<unknown> {
  const { rebuildStore } = await import('@tachograph/collector');
  return rebuildStore(config.dataDir, {
    onProgress: ({ events }) => terminal.err(`${events} events loaded\n`),
  });
}

async function backup({ config }: CommandContext, folder: string | undefined): Promise<unknown> {
  const { backupData } = await import('@tachograph/collector');
  return summaryOf(await backupData(config.dataDir, needed(folder)));
}

async function restore({ config }: CommandContext, folder: string | undefined): Promise<unknown> {
  const { restoreData } = await import('@tachograph/collector');
  return summaryOf(await restoreData(needed(folder), config.dataDir));
}

function needed(folder: string | undefined): string {
  if (folder === undefined) throw new CliError('bad_argument', 'which folder? tacho store backup|restore FOLDER');
  return folder;
}

function summaryOf({ files }: { readonly files: Readonly<Record<string, { readonly bytes: number }>> }): unknown {
  const sizes = Object.values(files).map((file) => file.bytes);
  return { files: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
}
