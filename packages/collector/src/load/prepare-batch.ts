import type { LogFrame } from '../log/format.js';
import type { Bucket } from '../rollups/keep-rollups.js';
import { dimensionColumns } from '../store/columns.js';
import { hashDelivery, type DeliveryHash } from './delivery-filter.js';
import { encodeEventRow, escape, valueAt, type EventDecision } from './event-row.js';
import { rankOf, readEvents, type LoadedEvent } from './read-events.js';
import { speakerKey, speakerNumber, type Dimensions, type ThreadState, type ThreadStates } from './thread-states.js';
import { dayWithoutTime } from './thread-day.js';

/** What a batch will write, all decided. */
export interface PreparedBatch {
  readonly eventRows: Buffer | null;
  readonly threadRows: Buffer | null;
  readonly speakerRows: Buffer | null;
  /** Stored rows that stop counting because a better source speaks for their turn now, by day. */
  readonly overruled: readonly { readonly day: string; readonly speaker: string }[];
  /** Threads of which something is known now that their stored rows lack. */
  readonly completed: readonly CompletedThread[];
  readonly events: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly setAside: number;
  readonly unreadable: number;
  /** Threads that the batch touched. */
  readonly touched: ReadonlySet<string>;
  /** Days and threads whose counting rows changed. */
  readonly buckets: readonly Bucket[];
}

/** What the stored rows of a thread get where they have nothing. */
export interface CompletedThread {
  readonly account: string;
  readonly threadId: string;
  readonly day: string;
  readonly dimensions: Dimensions;
}

/** Whether deliveries are in the store already (or on their way there). */
export interface KnownDeliveries {
  /** Of these, the ones that are known, by their place in the list. */
  known(deliveries: readonly Delivery[]): Promise<ReadonlySet<number>>;
  add(delivery: Delivery): void;
}

export interface Delivery {
  readonly account: string;
  readonly deliveryId: string;
  readonly hash: DeliveryHash;
}

interface Candidate {
  readonly loaded: LoadedEvent;
  readonly delivery: Delivery;
  readonly threadId: string;
  readonly turnId: string;
  readonly key: string;
  readonly rank: number;
}

/**
 * Decides about the events of some frames, in two passes: first every event makes its claim (which source speaks for
 * its turn, what its thread is), then the rows are written, so that the order inside a batch does not matter.
 */
export async function prepareBatch(
  frames: readonly LogFrame[],
  states: ThreadStates,
  deliveries: KnownDeliveries,
  nowMs: number,
): Promise<PreparedBatch> {
  let unreadable = 0;
  const candidates: Candidate[] = [];
  for (const frame of frames) {
    const read = readEvents(frame);
    unreadable += read.unreadable;
    for (const loaded of read.events) candidates.push(candidateOf(loaded));
  }
  const threads = new Map<string, { readonly account: string; readonly threadId: string }>();
  for (const { loaded, threadId } of candidates) {
    if (threadId !== '') threads.set(`${loaded.account}\0${threadId}`, { account: loaded.account, threadId });
  }
  await states.load(threads.values());
  const known = await deliveries.known(candidates.map((candidate) => candidate.delivery));

  const claims = claim(candidates, states);
  const rows: string[] = [];
  let duplicates = 0;
  let setAside = 0;
  const inBatch = new Set<string>();
  const buckets = new Map<string, Bucket>();
  for (const [at, candidate] of candidates.entries()) {
    const id = `${candidate.delivery.account}\0${candidate.delivery.deliveryId}`;
    if (known.has(at) || inBatch.has(id)) {
      duplicates++;
      continue;
    }
    inBatch.add(id);
    deliveries.add(candidate.delivery);
    const decision = decide(candidate, states, claims.speakers);
    if (!decision.counted) setAside++;
    else buckets.set(`${decision.day} ${decision.threadId}`, { day: decision.day, threadId: decision.threadId });
    rows.push(encodeEventRow(candidate.loaded, decision));
  }
  const completed = [...claims.completed].map(({ account, threadId, day, dimensions }) => ({
    account,
    threadId,
    day,
    dimensions,
  }));
  for (const { account, threadId } of threads.values()) states.get(account, threadId).hasRows = true;
  return {
    eventRows: toBuffer(rows),
    threadRows: toBuffer(claims.changedThreads.map((state) => threadRow(state, nowMs))),
    speakerRows: toBuffer(claims.speakerRows),
    overruled: claims.overruled,
    completed,
    events: candidates.length,
    stored: rows.length,
    duplicates,
    setAside,
    unreadable,
    touched: new Set(threads.keys()),
    buckets: [...buckets.values()],
  };
}

function candidateOf(loaded: LoadedEvent): Candidate {
  const { account, envelope, event } = loaded;
  const threadId = stringOf(event.event_params['thread_id']);
  const turnId = stringOf(event.event_params['turn_id']);
  const deliveryId = envelope.delivery_id;
  return {
    loaded,
    delivery: { account, deliveryId, hash: hashDelivery(account, deliveryId) },
    threadId,
    turnId,
    key: speakerKey(turnId, event.event_type.startsWith('tacho_')),
    rank: rankOf(envelope.source),
  };
}

interface Claims {
  readonly overruled: { readonly day: string; readonly speaker: string }[];
  readonly speakerRows: string[];
  readonly changedThreads: ThreadState[];
  readonly completed: ReadonlySet<ThreadState>;
  /** Speaker numbers by thread, key and rank: one hash per turn, not one per event. */
  readonly speakers: Map<string, string>;
}

/** First pass. Claims of events that are known already are made again: they are harmless and repair a crash. */
function claim(candidates: readonly Candidate[], states: ThreadStates): Claims {
  const overruled: { day: string; speaker: string }[] = [];
  const speakerRows: string[] = [];
  const changed = new Set<ThreadState>();
  const completed = new Set<ThreadState>();
  const before = new Map<string, number | undefined>();
  for (const { loaded, threadId, key, rank } of candidates) {
    if (threadId === '') continue;
    const state = states.get(loaded.account, threadId);
    const dimensions = learn(state, loaded, states);
    if (dimensions !== state.dimensions) {
      if (state.hasRows && dimensionColumns.some((name) => state.dimensions[name] === '' && dimensions[name] !== '')) {
        completed.add(state);
      }
      state.dimensions = dimensions;
      changed.add(state);
    }
    const best = state.speakers.get(key);
    if (best !== undefined && best <= rank) continue;
    const id = `${loaded.account}\0${threadId}\0${key}`;
    if (!before.has(id)) before.set(id, best);
    state.speakers.set(key, rank);
    const [turnId = '', own] = key.split('\0');
    speakerRows.push(
      [escape(loaded.account), escape(threadId), escape(turnId), own === undefined ? '0' : '1', rank].join('\t'),
    );
    // Only what was stored before this batch has to be set aside there; the batch's own rows are not written yet.
    const stored = before.get(id);
    if (stored !== undefined) {
      overruled.push({ day: state.day, speaker: speakerNumber(loaded.account, threadId, key, stored) });
    }
  }
  return { overruled, speakerRows, changedThreads: [...changed], completed, speakers: new Map() };
}

/** Second pass, for one event. */
function decide(candidate: Candidate, states: ThreadStates, speakers: Map<string, string>): EventDecision {
  const { loaded, threadId, turnId, key, rank, delivery } = candidate;
  if (threadId === '') {
    return {
      day: dayWithoutTime,
      threadId,
      turnId,
      hash: delivery.hash,
      counted: true,
      speaker: '0',
      dimensions: ownDimensions(loaded),
    };
  }
  const state = states.get(loaded.account, threadId);
  const id = `${loaded.account}\0${threadId}\0${key}\0${rank}`;
  let speaker = speakers.get(id);
  if (speaker === undefined) speakers.set(id, (speaker = speakerNumber(loaded.account, threadId, key, rank)));
  return {
    day: state.day,
    threadId,
    turnId,
    hash: delivery.hash,
    counted: state.speakers.get(key) === rank,
    speaker,
    dimensions: complete(ownDimensions(loaded), state.dimensions),
  };
}

/** What an event itself says of its thread: its envelope first, then its parameters. */
function ownDimensions({ envelope, event }: LoadedEvent): Dimensions {
  const params = event.event_params;
  return {
    client:
      envelope.client ??
      stringOf(valueAt(params, ['app_server_client', 'product_client_id']) ?? params['product_client_id']),
    model: envelope.model ?? stringOf(params['model'] ?? params['model_slug']),
    thread_source: envelope.thread_source ?? stringOf(params['thread_source']),
    project: envelope.project ?? '',
    parent_thread_id: envelope.parent_thread_id ?? stringOf(params['parent_thread_id']),
    root_thread_id: envelope.root_thread_id ?? '',
  };
}

function complete(own: Dimensions, thread: Dimensions): Dimensions {
  return {
    client: own.client || thread.client,
    model: own.model || thread.model,
    thread_source: own.thread_source || thread.thread_source,
    project: own.project || thread.project,
    parent_thread_id: own.parent_thread_id || thread.parent_thread_id,
    root_thread_id: own.root_thread_id || thread.root_thread_id,
  };
}

/** What is known of the thread after this event; the same object when nothing is new. */
function learn(state: ThreadState, loaded: LoadedEvent, states: ThreadStates): Dimensions {
  const next = complete(ownDimensions(loaded), state.dimensions);
  const parent = next.parent_thread_id === '' ? undefined : states.peek(loaded.account, next.parent_thread_id);
  const root =
    next.root_thread_id ||
    parent?.dimensions.root_thread_id ||
    stringOf(loaded.event.event_params['session_id']) ||
    (next.parent_thread_id === '' ? state.threadId : '');
  const same =
    root === state.dimensions.root_thread_id &&
    next.client === state.dimensions.client &&
    next.model === state.dimensions.model &&
    next.thread_source === state.dimensions.thread_source &&
    next.project === state.dimensions.project &&
    next.parent_thread_id === state.dimensions.parent_thread_id;
  return same ? state.dimensions : { ...next, root_thread_id: root };
}

function threadRow(state: ThreadState, nowMs: number): string {
  const { dimensions } = state;
  return [
    escape(state.account),
    escape(state.threadId),
    escape(dimensions.client),
    escape(dimensions.model),
    escape(dimensions.thread_source),
    escape(dimensions.project),
    escape(dimensions.parent_thread_id),
    escape(dimensions.root_thread_id),
    nowMs,
  ].join('\t');
}

function toBuffer(rows: readonly string[]): Buffer | null {
  return rows.length === 0 ? null : Buffer.from(`${rows.join('\n')}\n`, 'utf8');
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
