import type { EventRecord } from '../envelope/index.js';

/** An event to deliver; what the reducer emits has this form. */
export interface TrackRecord extends EventRecord {
  /** For events that can be told again, such as those of session logs; absent: a new id. */
  readonly deliveryId?: string;
}

/** What became of an event: it is in the spool, it was lost and counted, or the user opted out. */
export type TrackResult = 'spooled' | 'dropped' | 'disabled';

/** Where this process's events are, and what the spool's sender did. */
export interface DeliveryCounters {
  /** Events of this process that wait to be sent. */
  readonly queued: number;
  /** What the spool's sender delivered since the spool exists, or this process, where there is no spool. */
  readonly sent: number;
  readonly retried: number;
  readonly refused: number;
  /** Not for that receiver: own events at a foreign backend, or no login there. */
  readonly skipped: number;
  /** Lost to a bound or to a disk, also where the receiver has not yet been told. */
  readonly dropped: number;
  /** Age of the oldest event of this process that waits, to half a second while few do; 0 when none does. */
  readonly oldestAgeMs: number;
}

/** What {@link Delivery.flush} came to. */
export interface FlushResult {
  readonly status: 'flushed' | 'waiting';
  /** Events of this process that still wait; they stay in the spool. */
  readonly waiting: number;
  /** Why nothing is sent, when that is the receiver's answer (`http_401`); else null. */
  readonly halted: string | null;
}

/** Takes events and delivers them. */
export interface Delivery {
  /** Returns after the write: what was `spooled` survives the death of this process. Never throws for a full or broken disk. */
  readonly track: (record: TrackRecord) => TrackResult;
  /** The events of one fact, in one write; the native form sends them in one request. All are taken, or none. */
  readonly trackMany: (records: readonly TrackRecord[]) => TrackResult;
  /** Resolves when everything tracked so far survives a power cut; rejects with `not_synced` when that cannot be had. */
  readonly durable: () => Promise<void>;
  /** For who can wait, before more is tracked: resolves when the receiver reads on. Absent where a spool takes everything. */
  readonly room?: () => Promise<void>;
  /** Sends what waits; resolves when all tracked so far is delivered or set aside, or after the deadline. */
  readonly flush: (deadlineMs: number) => Promise<FlushResult>;
  /** Flushes, then lets go of everything, within little more than the deadline. Tracking afterwards throws. */
  readonly close: (deadlineMs?: number) => Promise<FlushResult>;
  readonly counters: () => DeliveryCounters;
}

/** What a user gets who opted out: nothing is opened, kept or sent. */
export const disabledDelivery: Delivery = {
  track: () => 'disabled',
  trackMany: () => 'disabled',
  durable: () => Promise.resolve(),
  flush: () => Promise.resolve({ status: 'flushed', waiting: 0, halted: null }),
  close: () => Promise.resolve({ status: 'flushed', waiting: 0, halted: null }),
  counters: () => ({ queued: 0, sent: 0, retried: 0, refused: 0, skipped: 0, dropped: 0, oldestAgeMs: 0 }),
};
