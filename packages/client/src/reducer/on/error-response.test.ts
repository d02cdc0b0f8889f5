import { expect, it } from 'vitest';

import type { Fact } from '../../facts/index.js';
import type { RpcError } from '../../protocol/index.js';
import { atMs, initialize, paramsOf, reduce, threadOpened } from '../testing/given.js';

const steer: Fact = {
  kind: 'clientRequest',
  atMs,
  connectionId: 1,
  requestId: 5,
  request: {
    method: 'turn/steer',
    params: { threadId: 'thread-1', expectedTurnId: 'turn-1', input: [{ type: 'localImage' }] },
  },
};

const refused = (error: Partial<RpcError>): Fact => ({
  kind: 'errorResponse',
  atMs,
  connectionId: 1,
  requestId: 5,
  error: { code: -32600, message: '', data: null, ...error },
});

it.each([
  [{ message: 'no active turn to steer' }, 'no_active_turn'],
  [{ message: 'expected active turn id `a` but found `b`' }, 'expected_turn_mismatch'],
  [{ message: 'input must not be empty' }, 'empty_input'],
  [{ code: -32602, data: { input_error_code: 'input_too_large' } }, 'input_too_large'],
  [{ data: { codexErrorInfo: { activeTurnNotSteerable: { turnKind: 'review' } } } }, 'non_steerable_review'],
  [{ data: { codexErrorInfo: { activeTurnNotSteerable: { turnKind: 'compact' } } } }, 'non_steerable_compact'],
  [{ message: 'something else' }, null],
])('a steer refused with %j is reported with the reason %s', (error, reason) => {
  const [params] = paramsOf(reduce([initialize(), threadOpened(), steer, refused(error)]), 'codex_turn_steer_event');
  expect(params).toMatchObject({
    result: 'rejected',
    rejection_reason: reason,
    accepted_turn_id: null,
    num_input_images: 1,
    created_at: Math.floor(atMs / 1000),
  });
  expect(Object.keys(params!)).toHaveLength(13);
});

it.each(['thread not found: x', 'expectedTurnId must not be empty'])('a steer refused with "%s" is none', (message) => {
  const facts = [initialize(), threadOpened(), steer, refused({ message })];
  expect(paramsOf(reduce(facts), 'codex_turn_steer_event')).toEqual([]);
});
