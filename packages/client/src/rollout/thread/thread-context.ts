import type { Fact } from '../../facts/index.js';
import type { ThreadState, TurnState } from './thread-state.js';

/** What the reading of one thread works with. */
export interface ThreadContext {
  readonly state: ThreadState;
  /** Tells what a client of the server was told too. */
  tell(fact: Fact): void;
  /** Tells what no client is told: a source that stands beside the traffic takes these, and leaves the others out. */
  tellHidden(fact: Fact): void;
  /** The other threads of the family, by id; what belongs to one of them may need another. */
  readonly threads: ReadonlyMap<string, ThreadState>;
  /** The same reading for another thread of the family. */
  contextOf(threadId: string): ThreadContext | null;
  /** No traffic tells of the same threads: what it would tell better has to come from here. */
  readonly isAlone: boolean;
  /** For a thread of another program run: the connection that stands for the program of this version. */
  readonly connectionId: number;
  /** Introduces the connection of threads that no client started, once. */
  introduceInProcess(atMs: number): void;
}

/** Connection of sub-agents whose parent is not known. */
export const inProcessConnectionId = 2;

/** The running turn, if it is one that events are made of. */
export function runningTurn(context: ThreadContext): TurnState | null {
  return context.state.inHistory ? null : context.state.turn;
}
