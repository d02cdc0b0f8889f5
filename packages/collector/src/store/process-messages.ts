import type { ForgetResult } from '../keep/forget.js';
import type { ForgetRequest } from '../keep/forget-request.js';
import type { RetentionPolicy } from '../keep/retention.js';
import type { LogPosition } from '../log/format.js';
import type { LoadProgress } from '../load/loader.js';
import type { WatchedOperation } from './overdue.js';
import type { BoundParams, QueryLimits, QueryResult } from './store.js';

/** What the store's process is started with. */
export interface StoreProcessConfig {
  readonly storeDirectory: string;
  readonly logDirectory: string;
  readonly logId: string;
  readonly durable: LogPosition;
  readonly idleBatchIntervalMs: number;
  readonly batchBytes: number;
  readonly querySessions: number;
  readonly retention: RetentionPolicy;
  readonly tidyIntervalMs: number;
}

/** What the store's process is asked to do, with an answer. */
export type StoreRequest =
  | { readonly kind: 'query'; readonly sql: string; readonly params: BoundParams; readonly limits: QueryLimits }
  | { readonly kind: 'caught_up' }
  | { readonly kind: 'forget'; readonly request: ForgetRequest }
  | { readonly kind: 'status' };

/** An answer, and how many days the roll-ups lacked when it was asked for. */
export type QueryAnswer = QueryResult & { readonly unsummedDays: number };

/** What a request is answered with. */
export type StoreAnswer<Kind extends StoreRequest['kind']> = Kind extends 'query'
  ? QueryAnswer
  : Kind extends 'caught_up'
    ? null
    : Kind extends 'forget'
      ? ForgetResult
      : StoreStatus;

/** How the store is. */
export interface StoreStatus {
  readonly engine: string;
  readonly events: number;
  readonly counted: number;
  readonly bytes: number;
  readonly parts: number;
  readonly progress: LoadProgress;
  /** Everything in the log before this can be asked for. */
  readonly reached: LogPosition;
}

/** Collector to store's process. */
export type ToStore =
  | { readonly kind: 'open'; readonly config: StoreProcessConfig }
  | { readonly kind: 'durable'; readonly position: LogPosition }
  | { readonly kind: 'request'; readonly id: number; readonly request: StoreRequest }
  | { readonly kind: 'alive' }
  | { readonly kind: 'close' };

/** Store's process to collector. */
export type FromStore =
  | { readonly kind: 'ready'; readonly progress: LoadProgress; readonly events: number }
  | { readonly kind: 'loaded'; readonly progress: LoadProgress }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly code: string; readonly detail: string | null }
  | { readonly kind: 'alive'; readonly overdue: WatchedOperation | null }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string | null }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
