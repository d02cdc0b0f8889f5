import {
  createGuard,
  createObservation,
  type Guard,
  type Observation,
  type Recorder,
  type TapTransport,
} from '@tachograph/client/tap';

import type { Config } from '../config.js';
import { createTapLogger } from './tap-log.js';
import { openTapPipeline, type TapPipeline } from './tap-pipeline.js';

/** What {@link createTapRun} is told. */
export interface TapRunOptions {
  readonly config: Config;
  readonly to: string | undefined;
  readonly transport: TapTransport;
  readonly enrich: boolean;
  readonly recorder: Recorder | null;
  /** Says a sentence where the user of the agent may see it; for what goes wrong at the start alone. */
  readonly say: (sentence: string) => void;
}

/** The observing side of a running tap. */
export interface TapRun {
  readonly guard: Guard;
  /** Watches one server. */
  readonly watch: () => Observation;
  /** Begins to load what watching needs; until then what is seen waits. */
  readonly load: () => void;
  /** Works off what waits, within a bounded time. A server that runs on leaves open what is open. */
  readonly finish: (serverEnded: boolean) => Promise<void>;
}

/** What is not sent this long after the agent's end stays in the spool and is sent by the next process. */
const closeDeadlineMs = 1000;

/** After this long in all, the agent's client is not kept waiting for our sake, whatever hangs. */
const finishDeadlineMs = 2000;

/** Makes it; nothing is loaded or opened yet. */
export function createTapRun({ config, to, transport, enrich, recorder, say }: TapRunOptions): TapRun {
  const logger = createTapLogger(config);
  // Who opted out finds nothing of ours on the disk.
  const guard = createGuard(config.disabled ? undefined : logger);
  const observations = new Set<Observation>();
  /** Of servers that have ended, and whose last messages are being worked off. */
  const ending = new Set<Promise<void>>();
  /** What has its place in the pipeline, or gets it when that is open. */
  const attached = new WeakSet<Observation>();
  let opening: Promise<TapPipeline | null> | null = null;
  let loading = false;

  function open(): Promise<TapPipeline | null> {
    opening ??= openTapPipeline({ config, to, transport, enrich, logger }).catch((error: unknown) => {
      logger.error('delivery not opened', { kind: error instanceof Error ? error.name : typeof error });
      say(`tacho tap: events of this session are not kept: ${reasonOf(error)}\n`);
      // The next connection tries again: a tap that listens may outlive what is wrong now.
      opening = null;
      return null;
    });
    return opening;
  }

  function attach(observation: Observation): void {
    attached.add(observation);
    open()
      .then((pipeline) => {
        if (pipeline !== null) return pipeline.attach(observation);
        attached.delete(observation);
        observation.attach(nobody, () => false);
      })
      .catch(guard.fault);
  }

  function end(observation: Observation): Promise<void> {
    observations.delete(observation);
    const ended = workOffLast(observation).finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  }

  async function workOffLast(observation: Observation): Promise<void> {
    (await opening)?.hurry(observation);
    await observation.end();
    logger.info('session ended', { ...observation.counts(), faults: guard.faults() });
  }

  async function workOff(serverEnded: boolean): Promise<void> {
    const pipeline = await opening;
    for (const observation of observations) pipeline?.hurry(observation);
    for (const observation of observations) await (serverEnded ? end(observation) : observation.settle());
    await Promise.allSettled(ending);
    guard.run(() => pipeline?.release());
    await Promise.all([pipeline?.close(closeDeadlineMs), recorder?.close()]);
    if (recorder !== null && recorder.leftOut() > 0) logger.warn('lines not recorded', { lines: recorder.leftOut() });
  }

  return {
    guard,
    watch() {
      const observation = createObservation({ guard, now: Date.now, ...(recorder === null ? {} : { recorder }) });
      observations.add(observation);
      return {
        ...observation,
        connection(number) {
          if (loading && !attached.has(observation)) {
            observation.detach();
            attach(observation);
          }
          return observation.connection(number);
        },
        end: () => end(observation),
      };
    },
    load() {
      loading = true;
      for (const observation of observations) attach(observation);
      void open();
    },
    async finish(serverEnded) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, finishDeadlineMs);
      });
      await Promise.race([workOff(serverEnded).catch(guard.fault), late]);
      clearTimeout(timer);
    },
  };
}

const nobody = { message: () => {}, connectionClosed: () => {}, end: () => {} };

/** The sentence of an error that has one for users; the message of another could quote anything. */
function reasonOf(error: unknown): string {
  // Told by its shape: the class may come from the bundle, and loading it here would cost what the bundle saves.
  if (error instanceof Error && 'remedy' in error) return `${error.message}. ${String(error.remedy)}`;
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected failure';
}
