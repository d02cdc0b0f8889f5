import { setTimeout as pause } from 'node:timers/promises';

import { findLocalCollector, readLocalToken } from '@tachograph/client/deliver';
import type { RetentionPolicy } from '@tachograph/collector';

import type { CommandContext } from './command.js';
import type { Config } from './config.js';
import { CliError } from './errors.js';
import { exitCodes, type ExitCode } from './exit.js';
import { pageDir } from './page-dir.js';
import { sendLeftOver } from './send-left-over.js';
import { stopSignal } from './stop-signal.js';
import { welcomeText } from './welcome-text.js';

/** After this long we say that loading goes on; a large log may need more. */
const patienceMs = 10_000;
const readyPollMs = 100;

/** What runs beside the collector: started once it is ready, stopped before it. */
export interface SideService {
  readonly stop: () => Promise<void>;
}

export interface CollectorServiceOptions {
  /** Lines of `POST /v1/events`, shown while the store holds no event. */
  readonly samples?: readonly string[];
  /** Instead of the configured one. */
  readonly logLevel?: Config['logLevel'];
  /** Starts what `tacho start` runs beside the collector. */
  readonly beside?: (collector: { readonly url: string }) => Promise<SideService>;
}

/** Runs collector and page until a signal ends them: all of `tacho serve`, and the ground of `tacho start`. */
export async function runCollectorService(
  { config, terminal }: CommandContext,
  { samples, beside, logLevel }: CollectorServiceOptions = {},
): Promise<ExitCode> {
  const stopped = stopSignal();
  // Loaded here and not above: it needs the database, which most commands do without.
  const { createServiceLogger, startCollector } = await import('@tachograph/collector');
  const page = pageDir();
  if (page === null) terminal.err('The page is not built (npm run build); the API works without it.\n');
  const collector = await startCollector({
    dataDir: config.dataDir,
    host: config.host,
    port: config.port,
    logger: createServiceLogger(logLevel ?? config.logLevel),
    keepUnknown: config.keepUnknown,
    retention: retentionOf(config),
    ...(page === null ? {} : { pageDir: page }),
    ...(samples === undefined ? {} : { samples: { lines: samples } }),
  }).catch((error: unknown) => explained(error, config.dataDir));
  try {
    terminal.out(welcomeText(collector.pageLink));
    const stopping = new AbortController();
    const ended = Promise.race([stopped.then(() => null), collector.storeLost]);
    void ended.then(() => stopping.abort());
    const ready = await becomesReady(collector.url, stopping.signal, () =>
      terminal.err('Loading what the log holds …\n'),
    );
    const side = ready ? await beside?.(collector) : undefined;
    // A spool that cannot be read is the trouble of its source, which says so.
    const sending = ready ? sendLeftOver(config, stopping.signal).catch(() => {}) : undefined;
    const failure = await ended;
    if (failure !== null) throw failure;
    terminal.err('\nStopping …\n');
    await Promise.all([side?.stop(), sending]);
  } finally {
    await collector.close();
  }
  return exitCodes.done;
}

function retentionOf({ keepDays, logMegabytesMax }: Config): RetentionPolicy {
  return {
    ...(keepDays === null ? {} : { ageMsMax: keepDays * 86_400_000 }),
    ...(logMegabytesMax === null ? {} : { logBytesMax: logMegabytesMax * 1_000_000 }),
  };
}

/** Whoever starts a second one wants to see the first. */
async function explained(error: unknown, dataDir: string): Promise<never> {
  const running = hasCode(error, 'data_in_use') ? await findLocalCollector(dataDir) : null;
  if (running === null) throw error;
  const link = `${running.url}/?token=${(await readLocalToken(dataDir)) ?? ''}`;
  throw new CliError('already_running', `Tachograph runs already, as process ${running.pid}: ${link}`, {
    cause: error,
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Asks until the store can be queried; false when it was told to stop before. */
async function becomesReady(url: string, signal: AbortSignal, onWait: () => void): Promise<boolean> {
  const startedAtMs = Date.now();
  let said = false;
  while (!signal.aborted) {
    const response = await fetch(`${url}/readyz`, { signal }).catch(() => null);
    if (response?.status === 200) return true;
    if (!said && Date.now() - startedAtMs > patienceMs) {
      said = true;
      onWait();
    }
    await pause(readyPollMs, undefined, { signal }).catch(() => {});
  }
  return false;
}
