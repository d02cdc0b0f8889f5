/** What became of one event that a server took note of. */
export type EventResult =
  | { readonly status: 'accepted' | 'duplicate' }
  /** Not for this server: an event of our own at a foreign backend, or one without a login. */
  | { readonly status: 'skipped' }
  | { readonly status: 'rejected'; readonly reason: string };

/** What became of a request, as data: a transport throws for bugs only. `reason` holds codes, never text of events. */
export type SendOutcome =
  | FinalOutcome
  /** May succeed later: network errors, 408, 429, 5xx, an answer that makes no sense. */
  | { readonly status: 'retry'; readonly reason: string; readonly afterMs: number | null };

/** Outcomes that another attempt of the same request would not change. */
export type FinalOutcome =
  /** One result per event, in order. */
  | { readonly status: 'delivered'; readonly results: readonly EventResult[] }
  /** Too large: send less at once. */
  | { readonly status: 'split'; readonly reason: string }
  /** The server refuses something in it. */
  | { readonly status: 'refused'; readonly reason: string }
  /** The server does not know us, or not for this. */
  | { readonly status: 'unauthorized'; readonly reason: string }
  /** The caller's signal ended it; nothing is known. */
  | { readonly status: 'aborted' };

/** How a transport wants its requests cut. */
export interface Batching {
  readonly eventsMax: number;
  readonly bytesMax: number;
  /** Never join the events of two facts in one request. */
  readonly oneListEach: boolean;
  /** True for an event that goes alone. */
  readonly alone: (line: Buffer) => boolean;
}

/** Something that takes events; see {@link SendOutcome} for what it may say. */
export interface Transport<Outcome extends SendOutcome = SendOutcome> {
  readonly batching: Batching;
  /** Whether the receiver tells resent events by their `delivery_id`. Where not, progress is saved after each request. */
  readonly resendHarmless: boolean;
  /** Sends spooled lines: `{"envelope":…,"event":…}` with a line feed each. */
  readonly send: (lines: readonly Buffer[], signal: AbortSignal) => Promise<Outcome>;
  /** After `unauthorized`: whether the credentials are other ones by now. */
  readonly credentialsChanged: () => Promise<boolean>;
  readonly close: () => void;
}

/** One result for each of `count` events. */
export function allOf(count: number, result: EventResult): readonly EventResult[] {
  return Array.from({ length: count }, () => result);
}
