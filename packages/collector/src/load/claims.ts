import { dimensionColumns } from '../store/columns.js';
import { completeDimensions, type Candidate } from './candidate.js';
import { escape } from './cells.js';
import { speakerNumber, type Dimensions, type ThreadState, type ThreadStates } from './thread-states.js';

/** What the events of a batch claim: who speaks for which turn, what their threads are. */
export interface Claims {
  /** Stored rows that stop counting because a better source speaks for their turn now. */
  readonly overruled: readonly { readonly day: string; readonly speaker: string }[];
  /** Rows of `speakers`. */
  readonly speakerRows: readonly string[];
  readonly changedThreads: ReadonlySet<ThreadState>;
  /** Threads of which something is known now that their stored rows lack. */
  readonly completedThreads: ReadonlySet<ThreadState>;
}

/**
 * Every event makes its claim, also one that is known already: claims made twice change nothing, and repair what a crash
 * left undone.
 */
export function makeClaims(candidates: readonly Candidate[], states: ThreadStates): Claims {
  const overruled: { day: string; speaker: string }[] = [];
  const speakerRows: string[] = [];
  const changedThreads = new Set<ThreadState>();
  const completedThreads = new Set<ThreadState>();
  const bestBefore = new Map<string, number | undefined>();
  for (const candidate of candidates) {
    const { threadId, key, rank } = candidate;
    const { account } = candidate.delivery;
    if (threadId === '') continue;
    const state = states.get(account, threadId);
    const dimensions = learn(state, candidate, states);
    if (dimensions !== state.dimensions) {
      if (state.hasRows && tellsMore(state.dimensions, dimensions)) completedThreads.add(state);
      state.dimensions = dimensions;
      changedThreads.add(state);
    }
    const best = state.speakers.get(key);
    if (best !== undefined && best <= rank) continue;
    const id = `${account}\0${threadId}\0${key}`;
    if (!bestBefore.has(id)) bestBefore.set(id, best);
    state.speakers.set(key, rank);
    const [turnId = '', own] = key.split('\0');
    speakerRows.push(
      `${escape(account)}\t${escape(threadId)}\t${escape(turnId)}\t${own === undefined ? 0 : 1}\t${rank}`,
    );
    // Only what was stored before this batch has to be set aside there; the batch's own rows are not written yet.
    const stored = bestBefore.get(id);
    if (stored !== undefined) {
      overruled.push({ day: state.day, speaker: speakerNumber(account, threadId, key, stored) });
    }
  }
  return { overruled, speakerRows, changedThreads, completedThreads };
}

function tellsMore(before: Dimensions, after: Dimensions): boolean {
  return dimensionColumns.some((name) => before[name] === '' && after[name] !== '');
}

/** What is known of the thread after this event; the same object when nothing is new. */
function learn(state: ThreadState, candidate: Candidate, states: ThreadStates): Dimensions {
  const known = state.dimensions;
  const next = completeDimensions(candidate.dimensions, known);
  const parent =
    next.parent_thread_id === '' ? undefined : states.peek(candidate.delivery.account, next.parent_thread_id);
  const root =
    next.root_thread_id ||
    parent?.dimensions.root_thread_id ||
    candidate.sessionId ||
    (next.parent_thread_id === '' ? state.threadId : '');
  const same =
    root === known.root_thread_id &&
    next.client === known.client &&
    next.model === known.model &&
    next.thread_source === known.thread_source &&
    next.project === known.project &&
    next.parent_thread_id === known.parent_thread_id;
  return same ? known : { ...next, root_thread_id: root };
}
