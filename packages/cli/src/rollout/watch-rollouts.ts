import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { ClientError } from '@tachograph/client/deliver';
import { importRollouts, rolloutRoots, type ImportResult } from '@tachograph/client/rollout/history';

import type { CommandContext } from '../command.js';
import { CliError } from '../errors.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';
import { openSourceDelivery } from '../tap/source-delivery.js';
import { createEmissionSink } from './emission-sink.js';
import { openIndexFor } from './open-index.js';
import { createProjectNamer } from './project-namer.js';
import { skippedLines } from './skipped-lines.js';
import { countText } from '../terminal/count-text.js';

/** Logs that are being written, and the folders of today, are looked at this often. */
const activeIntervalMs = 1000;
/** Nobody wrote to a log for a while: the folders of today are looked at this often. */
const quietIntervalMs = 3000;
/** Everything is looked at this often: sessions are resumed in old files. */
const fullIntervalMs = 60_000;
/**
 * A family that grows is read again from its beginning: of a large one so seldom that reading takes at most a tenth of the
 * time.
 */
const restFactor = 9;
/** After a failure, doubled up to the maximum. */
const retryBaseMs = 1000;
const retryMaxMs = 60_000;

/**
 * Follows session logs by looking at them: an import of the few that are being written every second, and of all of them
 * every minute. A file that did not change costs a `stat`.
 */
export async function watchRollouts(context: CommandContext, named: readonly string[], to?: string): Promise<void> {
  const { config, terminal } = context;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const { signal } = stopping;
  void stopSignal().then(stop);
  // started by another process of ours: it ends with it
  if (process.connected) process.once('disconnect', stop);
  const roots = named.length > 0 ? named : rolloutRoots(config.codexHome);
  let index = openIndexFor(config, to);
  const projectOf = await createProjectNamer(config);
  const delivery = await openSourceDelivery({ config, source: 'rollout', ...(to === undefined ? {} : { to }) });
  const sink = createEmissionSink(delivery);
  const look = (paths: readonly string[]): Promise<ImportResult> => {
    const existing = [...new Set(paths)].filter((path) => existsSync(path));
    const { privacy } = config;
    return importRollouts({ paths: existing, index, privacy, projectOf, nowMs: Date.now, ...sink, signal });
  };
  let active: readonly string[] = [];
  let lookedAtAllMs = 0;
  let failures = 0;
  let restMs = 0;
  try {
    while (!signal.aborted) {
      try {
        const beganMs = Date.now();
        const isFull = beganMs - lookedAtAllMs >= fullIntervalMs;
        const result = await look(isFull ? roots : [...active, ...foldersOfToday(roots)]);
        active = result.active;
        if (!isFull) restMs = Math.min(fullIntervalMs, (Date.now() - beganMs) * restFactor);
        if (lookedAtAllMs === 0 && terminal.columns !== null) tellBegin(terminal, result);
        if (isFull) lookedAtAllMs = Date.now();
        failures = 0;
      } catch (error) {
        const reason = passingReason(error);
        if (reason === null) throw error;
        if (failures === 0) terminal.err(`${reason}\n`);
        failures++;
        // What it holds in memory may say of events that they are delivered which are not safe.
        index = openIndexFor(config, to);
      }
      const waitMs = Math.max(restMs, active.length > 0 ? activeIntervalMs : quietIntervalMs);
      const retryMs = Math.min(retryMaxMs, retryBaseMs * 2 ** failures);
      await pause(failures > 0 ? retryMs : waitMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await delivery.close();
  }
}

/** What to say of a failure that may pass: of delivery, or of the disk. Null for a fault of ours. */
function passingReason(error: unknown): string | null {
  if (error instanceof CliError || error instanceof ClientError) return error.message;
  // The message of the system names files.
  const isOfSystem = error instanceof Error && 'syscall' in error && 'code' in error;
  return isOfSystem ? `what was read of session logs cannot be kept (${String(error.code)}); trying again` : null;
}

/** For a person at a terminal: what there was, and that it goes on. */
function tellBegin(terminal: Terminal, { files, events, skipped }: ImportResult): void {
  const found = `${countText(files, 'session log')}, ${countText(events, 'new event')}`;
  terminal.err(`${found}; following what is written (Ctrl-C ends)\n`);
  for (const line of skippedLines(skipped)) terminal.err(`${line}\n`);
}

/** Where new logs come: below each root a folder a day, named by the local date; at midnight there are two. */
function foldersOfToday(roots: readonly string[]): readonly string[] {
  const hour = 60 * 60 * 1000;
  const dates = [new Date(Date.now() - hour), new Date()];
  return roots.flatMap((root) => dates.map((date) => join(root, ...dateParts(date))));
}

function dateParts(date: Date): readonly string[] {
  const two = (value: number): string => String(value).padStart(2, '0');
  return [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())];
}
