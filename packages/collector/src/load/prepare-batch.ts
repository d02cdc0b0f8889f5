import { setImmediate as nextTurn } from 'node:timers/promises';

import type { LogFrame } from '../log/format.js';
import type { Bucket } from '../rollups/keep-rollups.js';
import { createByteList, type ByteList } from './byte-list.js';
import { candidateOf, completeDimensions, threadRow, type Candidate, type Delivery } from './candidate.js';
import { makeClaims, type Claims } from './claims.js';
import { decidedCells, type EventDecision } from './event-row.js';
import { readEvents } from './read-events.js';
import { speakerNumber, type Dimensions, type ThreadStates } from './thread-states.js';

/** What a batch will write, all decided. */
export interface PreparedBatch {
  readonly eventRows: Buffer | null;
  readonly threadRows: Buffer | null;
  readonly speakerRows: Buffer | null;
  readonly overruled: Claims['overruled'];
  readonly completed: readonly CompletedThread[];
  readonly events: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly setAside: number;
  readonly unreadable: number;
  /** Threads that the batch touched. */
  readonly touched: ReadonlySet<string>;
  /** Days and threads of the rows that come or change. */
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
  /** The new ones of a batch, by their `deliveryKey`. */
  add(batch: ReadonlyMap<string, Delivery>): void;
}

/** A delivery as one text: its id within its account. */
export function deliveryKey({ account, deliveryId }: Pick<Delivery, 'account' | 'deliveryId'>): string {
  return `${account}\0${deliveryId}`;
}

/** About what the decided cells of a row take. */
const decidedBytes = 192;

/** Events read before others get a turn: queries are answered by the same thread. */
const eventsPerTurn = 500;

/**
 * Decides about the events of some frames, in two passes: first every event makes its claim (which source speaks for
 * its turn, what its thread is), then the rows are closed, so that the order inside a batch does not matter. `open` is
 * memory for rows that are not, which the batches share.
 */
export async function prepareBatch(
  frames: readonly LogFrame[],
  states: ThreadStates,
  deliveries: KnownDeliveries,
  open: ByteList,
  nowMs: number,
): Promise<PreparedBatch> {
  open.clear();
  const { candidates, unreadable } = await readCandidates(frames, open);
  const threads = new Map<string, { readonly account: string; readonly threadId: string }>();
  for (const { delivery, threadId } of candidates) {
    if (threadId !== '') threads.set(`${delivery.account}\0${threadId}`, { account: delivery.account, threadId });
  }
  await states.load(threads.values());
  const known = await deliveries.known(candidates.map((candidate) => candidate.delivery));

  const claims = makeClaims(candidates, states);
  const speakers = new Map<string, string>();
  const openBytes = open.bytes();
  const rows = createByteList(openBytes.length + candidates.length * decidedBytes);
  const fresh = new Map<string, Delivery>();
  const buckets = new Map<string, Bucket>();
  const touch = ({ day, threadId }: Candidate): void => {
    buckets.set(`${day} ${threadId}`, { day, threadId });
  };
  // What a resend says is not stored again, but it may change the rows that are stored.
  const changesRows = claims.completedThreads.size > 0 || claims.overruled.length > 0;
  let setAside = 0;
  for (const [at, candidate] of candidates.entries()) {
    if (changesRows) touch(candidate);
    if (known.has(at)) continue;
    const key = deliveryKey(candidate.delivery);
    if (fresh.has(key)) continue;
    fresh.set(key, candidate.delivery);
    const decision = decide(candidate, states, speakers);
    if (!decision.counted) setAside++;
    touch(candidate);
    rows.addBytes(openBytes, candidate.start, candidate.end);
    rows.addText(`${decidedCells(decision)}\n`);
  }
  deliveries.add(fresh);
  const completed = [...claims.completedThreads].map(({ account, threadId, day, dimensions }) => ({
    account,
    threadId,
    day,
    dimensions,
  }));
  for (const { account, threadId } of threads.values()) states.get(account, threadId).hasRows = true;
  return {
    eventRows: fresh.size === 0 ? null : rows.bytes(),
    threadRows: toBuffer([...claims.changedThreads].map((state) => threadRow(state, nowMs))),
    speakerRows: toBuffer(claims.speakerRows),
    overruled: claims.overruled,
    completed,
    events: candidates.length,
    stored: fresh.size,
    duplicates: candidates.length - fresh.size,
    setAside,
    unreadable,
    touched: new Set(threads.keys()),
    buckets: [...buckets.values()],
  };
}

async function readCandidates(
  frames: readonly LogFrame[],
  open: ByteList,
): Promise<{ readonly candidates: readonly Candidate[]; readonly unreadable: number }> {
  const candidates: Candidate[] = [];
  let unreadable = 0;
  let turnAt = eventsPerTurn;
  for (const frame of frames) {
    const read = readEvents(frame);
    unreadable += read.unreadable;
    for (const loaded of read.events) candidates.push(candidateOf(loaded, open));
    if (candidates.length < turnAt) continue;
    turnAt = candidates.length + eventsPerTurn;
    await nextTurn();
  }
  return { candidates, unreadable };
}

/** Second pass, for one event. `speakers` keeps the numbers of a batch: one hash for each turn and not for each event. */
function decide(candidate: Candidate, states: ThreadStates, speakers: Map<string, string>): EventDecision {
  const { threadId, key, rank, dimensions } = candidate;
  const { account } = candidate.delivery;
  if (threadId === '') return { counted: true, speaker: '0', dimensions };
  const state = states.get(account, threadId);
  const id = `${account}\0${threadId}\0${key}\0${rank}`;
  let speaker = speakers.get(id);
  if (speaker === undefined) speakers.set(id, (speaker = speakerNumber(account, threadId, key, rank)));
  return {
    counted: state.speakers.get(key) === rank,
    speaker,
    dimensions: completeDimensions(dimensions, state.dimensions),
  };
}

function toBuffer(rows: readonly string[]): Buffer | null {
  return rows.length === 0 ? null : Buffer.from(`${rows.join('\n')}\n`, 'utf8');
}
