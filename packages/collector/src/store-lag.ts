import { limits } from './limits.js';
import { isBefore, segmentHeaderBytes, type LogPosition } from './log/format.js';
import type { Logger } from './logger.js';

/** How far the store is behind the log. */
export interface StoreLag {
  /** Some time has passed. */
  tick(): void;
  /** How long the oldest event that cannot be asked for has been in the log, as far as ticks tell; 0 when all can. */
  behindMs(): number;
}

/** Ends of log and store, and who hears of it. */
export interface StoreLagOptions {
  readonly logged: () => LogPosition;
  /** Null while the store has never told. */
  readonly loaded: () => LogPosition | null;
  readonly tickIntervalMs: number;
  readonly logger: Logger;
}

const nothing: LogPosition = { segment: 0, offset: 0 };

/**
 * Notes at each tick how far the log is, and looks how many ticks ago it was where the store is now. In ticks and not in time:
 * a clock that steps, or a machine that sleeps, makes no store late. Said once when it has fallen behind, and once when it has
 * caught up: between the two bounds nothing is said, so that a store at the edge does not fill the log.
 */
export function createStoreLag({ logged, loaded, tickIntervalMs, logger }: StoreLagOptions): StoreLag {
  let ticks = 0;
  let behind = false;
  let marks: { readonly position: LogPosition; readonly tick: number }[] = [];

  function behindMs(): number {
    const position = loaded() ?? nothing;
    const open = marks.findIndex((one) => isBefore(position, one.position));
    marks = open === -1 ? [] : marks.slice(open);
    return marks.length === 0 ? 0 : (ticks - marks[0]!.tick) * tickIntervalMs;
  }

  /** A segment that nothing was written to yet has nothing to load. */
  function mark(): void {
    const position = logged();
    const last = marks.at(-1)?.position ?? loaded() ?? nothing;
    if (position.offset <= segmentHeaderBytes || !isBefore(last, position)) return;
    marks.push({ position, tick: ticks });
    if (marks.length > limits.storeLagMarksMax) marks = marks.filter((_, at) => at % 2 === 0);
  }

  /** Looks where the store is, and says what is new about it. */
  function look(): void {
    const ms = behindMs();
    if (behind ? ms > limits.storeCaughtUpMs : ms < limits.storeBehindMsMax) return;
    behind = !behind;
    if (behind) logger.warn({ behindMs: ms }, 'the store falls behind the log: what came last cannot be asked for yet');
    else logger.info({ behindMs: ms }, 'the store has caught up with the log');
  }

  return {
    tick() {
      ticks++;
      look();
      mark();
    },
    behindMs,
  };
}
