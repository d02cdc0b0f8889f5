import type { FlushResult } from '@tachograph/client/deliver';
import { importRollouts, type ImportResult } from '@tachograph/client/rollout/history';

import { defineCommand, type CommandContext } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { createEmissionSink } from '../rollout/emission-sink.js';
import { explainSession } from '../rollout/explain-session.js';
import { openIndexFor } from '../rollout/open-index.js';
import { createProgressLine } from '../rollout/progress-line.js';
import { createProjectNamer } from '../rollout/project-namer.js';
import { rolloutPaths } from '../rollout/rollout-paths.js';
import { skippedLines } from '../rollout/skipped-lines.js';
import { stopSignal } from '../stop-signal.js';
import { openSourceDelivery } from '../tap/source-delivery.js';
import { countText } from '../terminal/count-text.js';

interface ImportFlags {
  readonly to?: string;
  readonly dryRun?: true;
  readonly explain?: string;
  readonly json?: true;
}

/** What was read, and of it or of what was read before: what still waits in the spool. */
interface ImportEnd extends ImportResult {
  readonly spool: FlushResult;
}

/** Time for sending what is left at the end; the rest stays in the spool. */
const closeDeadlineMs = 30_000;

/** `tacho import`: the session logs of Codex, into the collector. */
export const importCommand = defineCommand<ImportFlags>({
  name: 'import',
  summary: 'Read the session logs of Codex and deliver their events; what was read before is not read again.',
  group: 'Record',
  examples: [
    ['import', 'what is new in the session logs of this machine'],
    ['import --dry-run --json ~/old-logs', 'what a folder would give'],
    ['import --explain SESSION', 'where the tokens of one session went'],
  ],
  configure(command) {
    configOptions(command, 'dataDir', 'codexHome', 'collectorUrl', 'privacy');
    command
      .argument('[path...]', 'session logs or folders of them (default: sessions and archived_sessions of Codex)')
      .option('--to <target>', 'where events go (default: the collector that holds the data directory)')
      .option('--dry-run', 'say what would be delivered; deliver and remember nothing')
      .option('--explain <session>', 'show what the log of a session holds, what was counted and where the rest went')
      .option('--json', 'print the summary as JSON');
  },
  async run(context, flags, operands) {
    const { config, terminal } = context;
    const paths = rolloutPaths(config, operands);
    if (paths.length === 0) {
      throw new CliError('bad_argument', `there are no session logs in ${config.codexHome}; name a folder`);
    }
    if (flags.explain !== undefined) return explainSession(terminal, paths, flags.explain, flags.json === true);
    const result = flags.dryRun === true ? await dryRun(context, paths, flags) : await runImport(context, paths, flags);
    tell(context, result, flags);
    return result.isInterrupted || result.skipped.isPartial ? exitCodes.partlyDone : exitCodes.done;
  },
});

async function dryRun(
  { config, terminal }: CommandContext,
  paths: readonly string[],
  flags: ImportFlags,
): Promise<ImportEnd> {
  const line = createProgressLine(terminal.columns === null ? null : terminal.err, Date.now);
  const projectOf = await createProjectNamer(config);
  // what an import would do: nothing with what was read before
  const index = { ...openIndexFor(config, flags.to), save() {} };
  const result = await importRollouts({
    paths,
    index,
    privacy: config.privacy,
    projectOf,
    nowMs: Date.now,
    deliver: () => Promise.resolve(),
    onProgress: line.show,
  });
  line.clear();
  return { ...result, spool: { status: 'flushed', waiting: 0, halted: null } };
}

async function runImport(
  { config, terminal }: CommandContext,
  paths: readonly string[],
  flags: ImportFlags,
): Promise<ImportEnd> {
  const line = createProgressLine(terminal.columns === null ? null : terminal.err, Date.now);
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const index = openIndexFor(config, flags.to);
  const projectOf = await createProjectNamer(config);
  const delivery = await openSourceDelivery({
    config,
    source: 'rollout',
    ...(flags.to === undefined ? {} : { to: flags.to }),
  });
  let result: ImportResult;
  let spool: FlushResult;
  try {
    result = await importRollouts({
      paths,
      index,
      privacy: config.privacy,
      projectOf,
      nowMs: Date.now,
      ...createEmissionSink(delivery),
      onProgress: line.show,
      signal: stopping.signal,
    });
  } finally {
    line.clear();
    spool = await delivery.close(closeDeadlineMs);
  }
  return { ...result, spool };
}

function tell({ terminal }: CommandContext, result: ImportEnd, flags: ImportFlags): void {
  const { files, filesUnchanged, filesDone, events, skipped, spool } = result;
  const wait = spool.waiting === 0 ? null : waitText(spool);
  if (flags.json === true) {
    const counts = Object.fromEntries(skipped.counts);
    terminal.out(`${JSON.stringify({ files, unchanged: filesUnchanged, read: filesDone, events, skipped: counts })}\n`);
    if (wait !== null) terminal.err(`${wait}\n`);
    return;
  }
  const verb = flags.dryRun === true ? 'would be delivered' : wait === null ? 'delivered' : 'spooled';
  const taken = `${countText(events, 'event')} ${verb}`;
  terminal.out(`${countText(files, 'session log')}: ${filesUnchanged} unchanged, ${filesDone} read, ${taken}\n`);
  if (wait !== null) terminal.err(`${wait}\n`);
  for (const line of skippedLines(skipped)) terminal.err(`${line}\n`);
  if (result.isInterrupted) terminal.err('interrupted; the next import goes on from here\n');
}

/** Why events are not where they should be: nobody is there, or whoever is there refuses them all. */
function waitText({ waiting, halted }: FlushResult): string {
  const wait = `${countText(waiting, 'event waits', 'events wait')} in the spool`;
  if (halted === null) return `${wait}: no answer from the collector (\`tacho start\` runs one)`;
  const remedy =
    halted === 'http_401' || halted === 'http_403'
      ? 'TACHO_TOKEN must hold a token that it knows'
      : 'see `tacho doctor`';
  return `${wait}: the receiver takes none (${halted}); ${remedy}`;
}
