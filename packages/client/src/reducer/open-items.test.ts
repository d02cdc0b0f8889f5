import { expect, it } from 'vitest';

import type { Fact } from '../facts/index.js';
import { createReducer } from './index.js';
import {
  atMs,
  command,
  itemCompleted,
  itemStarted,
  notification,
  runningTurn,
  turnCompleted,
} from './testing/given.js';

/** A patch that was reviewed and then given up: its item never begins. */
const reviewed: Fact = notification('item/autoApprovalReview/completed', {
  threadId: 'thread-1',
  turnId: 'turn-1',
  startedAtMs: atMs,
  completedAtMs: atMs + 20,
  reviewId: 'review-1',
  targetItemId: 'call-of-nothing',
  review: { status: 'approved' },
  action: { type: 'applyPatch' },
});
const closed: Fact = notification('thread/closed', { threadId: 'thread-1' });

function savedAfter(...facts: readonly Fact[]): string {
  const reducer = createReducer();
  for (const fact of facts) reducer.reduce(fact);
  return reducer.save();
}

it('an item that was reviewed and never began is let go with its turn', () => {
  expect(savedAfter(...runningTurn, reviewed)).toContain('call-of-nothing');
  expect(savedAfter(...runningTurn, reviewed, turnCompleted())).not.toContain('call-of-nothing');
});

it('a review that ends after its turn keeps no closed thread from being let go', () => {
  expect(savedAfter(...runningTurn, turnCompleted(), reviewed, closed)).not.toContain('call-of-nothing');
});

it('an item that began outlives its turn', () => {
  const running = [...runningTurn, itemStarted(command()), turnCompleted()];
  expect(savedAfter(...running)).toContain('call-1');
  expect(savedAfter(...running, itemCompleted(command()))).not.toContain('call-1');
});
