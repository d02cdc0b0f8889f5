import type { EventResult, FinalOutcome } from './transport.js';

/**
 * What the sender does with one batch, without clock, random or network. Retrying is not here: it wraps the transport.
 *
 *     idle ──batch──► sending ──delivered, last piece──► idle
 *                      │  ▲ └─delivered / refused alone─► sending (next piece)
 *                      │  │ └─split / refused, several──► sending (first half)
 *         unauthorized │  │ credentials changed
 *                      ▼  │
 *                     halted
 *     any ──abandon──► idle          (closing, or the batch was dropped)
 *
 * Invariants: pieces are disjoint, in order, and end where the batch ends; an event is settled once; events are settled
 * in order, so that one offset can say what is done.
 */
export type SenderState =
  | { readonly kind: 'idle' }
  /** The first piece is in flight. */
  | { readonly kind: 'sending'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'halted'; readonly pieces: readonly Piece[] };

/** A range of the batch. */
export interface Piece {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What happens to the sender from outside. */
export type SenderInput =
  | { readonly kind: 'batch'; readonly count: number }
  | { readonly kind: 'outcome'; readonly outcome: FinalOutcome }
  | { readonly kind: 'credentials-changed' }
  | { readonly kind: 'abandon' };

/** What the loop has to do after a step, in order. */
export type SenderEffect =
  | { readonly kind: 'send'; readonly piece: Piece }
  /** These events are done: one result each. Everything before `piece.to` is settled. */
  | { readonly kind: 'settle'; readonly piece: Piece; readonly results: readonly EventResult[] }
  | { readonly kind: 'halt'; readonly reason: string };

/** A new state, and what the loop has to do for it. */
export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly SenderEffect[];
}

/** Nothing is being sent: the state to begin with. */
export const idle: SenderState = { kind: 'idle' };

/** One transition. An input that makes no sense in a state changes nothing. */
export function step(state: SenderState, input: SenderInput): SenderStep {
  if (input.kind === 'abandon') return { state: idle, effects: [] };
  switch (state.kind) {
    case 'idle':
      return input.kind === 'batch' && input.count > 0 ? next([{ from: 0, to: input.count }]) : stay(state);
    case 'sending':
      return input.kind === 'outcome' ? settled(state, input.outcome) : stay(state);
    case 'halted':
      return input.kind === 'credentials-changed' ? next(state.pieces) : stay(state);
  }
}

function settled(state: Extract<SenderState, { kind: 'sending' }>, outcome: FinalOutcome): SenderStep {
  const [piece, ...rest] = state.pieces;
  if (piece === undefined) return { state: idle, effects: [] };
  switch (outcome.status) {
    case 'delivered':
      return next(rest, [{ kind: 'settle', piece, results: outcome.results }]);
    case 'unauthorized':
      return {
        state: { kind: 'halted', pieces: state.pieces },
        effects: [{ kind: 'halt', reason: outcome.reason }],
      };
    case 'aborted':
      return { state: idle, effects: [] };
    case 'split':
    case 'refused': {
      // Halving finds one refused event among n in about 2·log2(n) requests and delivers all its neighbours.
      if (piece.to - piece.from > 1) return next([...halves(piece), ...rest]);
      return next(rest, [{ kind: 'settle', piece, results: [{ status: 'rejected', reason: outcome.reason }] }]);
    }
  }
}

function halves({ from, to }: Piece): readonly Piece[] {
  const middle = (from + to) >> 1;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

function next(pieces: readonly Piece[], effects: readonly SenderEffect[] = []): SenderStep {
  const [piece] = pieces;
  if (piece === undefined) return { state: idle, effects };
  return { state: { kind: 'sending', pieces }, effects: [...effects, { kind: 'send', piece }] };
}

function stay(state: SenderState): SenderStep {
  return { state, effects: [] };
}
