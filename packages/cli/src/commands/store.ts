import { Argument } from 'commander';

import { defineCommand, type CommandContext } from '../command.js';
import { configOptions } from '../config.js';
import { requireDataDirectory } from '../data-directory.js';
import { CliError } from '../errors.js';
import { exitCodes, type ExitCode } from '../exit.js';
import { findCollector } from '../local-collector.js';
import { requestCollector } from '../request-collector.js';

interface StoreFlags {
  readonly json?: true;
}

/** What `tacho store` can do; `backup` and `restore` need a folder. */
const actions: Readonly<Record<string, (context: CommandContext, folder: string | undefined) => Promise<unknown>>> = {
  status,
  rebuild,
  backup,
  restore,
};

/** `tacho store status|rebuild|backup|restore`: care for a data directory. */
export const store = defineCommand<StoreFlags>({
  name: 'store',
  summary: 'Look at the store, make it anew from the log, back up the log, or put a backup in place.',
  group: 'Look after',
  examples: [
    ['store status', 'how the store is'],
    ['store rebuild', 'make it anew from the log; no collector may run'],
    ['store backup /backups/monday', 'copy the log; the collector may run'],
  ],
  configure(command) {
    command
      .addArgument(new Argument('<action>', 'what to do').choices(Object.keys(actions)))
      .argument('[folder]', 'backup: an empty folder to write to; restore: the folder of a backup');
    configOptions(command, 'dataDir', 'collectorUrl');
    command.option('--json', 'print one JSON object');
  },
  async run(context, { json }, [name = '', folder]): Promise<ExitCode> {
    const result = await actions[name]?.(context, folder);
    context.terminal.out(json === true ? `${JSON.stringify(result)}\n` : linesOf(result, ''));
    return exitCodes.done;
  },
});

async function status({ config }: CommandContext): Promise<unknown> {
  const collector = await findCollector(config);
  if (collector !== null) return requestCollector(collector, '/api/status');
  await requireDataDirectory(config.dataDir);
  const { openStore } = await import('@tachograph/collector');
  const opened = await openStore(config.dataDir);
  try {
    return await opened.status();
  } finally {
    await opened.close();
  }
}

async function rebuild({ config, terminal }: CommandContext): Promise<unknown> {
  await requireDataDirectory(config.dataDir);
  const { rebuildStore } = await import('@tachograph/collector');
  return rebuildStore(config.dataDir, {
    onProgress: ({ events }) => terminal.err(`${events} events loaded\n`),
  });
}

async function backup({ config }: CommandContext, folder: string | undefined): Promise<unknown> {
  const target = needed(folder);
  await requireDataDirectory(config.dataDir);
  const { backupData } = await import('@tachograph/collector');
  return summaryOf(await backupData(config.dataDir, target));
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

/** A line for each value, nested ones by the names that lead to them. */
function linesOf(value: unknown, path: string): string {
  if (typeof value !== 'object' || value === null)
    return `${path.padEnd(28)} ${value === null ? '-' : String(value)}\n`;
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(value)
    .map(([name, inner]) => linesOf(inner, `${prefix}${name}`))
    .join('');
}
