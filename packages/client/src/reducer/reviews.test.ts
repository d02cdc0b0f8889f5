import { describe, expect, it } from 'vitest';

import type { Fact } from '../facts/index.js';
import type { ServerRequest, ServerResponse } from '../protocol/index.js';
import {
  atMs,
  command,
  initialize,
  itemCompleted,
  itemStarted,
  notification,
  paramsOf,
  reduce,
  runningTurn,
  threadOpened,
  turnStarted,
} from './testing/given.js';

const type = 'codex_review_event';
const base = { threadId: 'thread-1', turnId: 'turn-1', itemId: 'call-1', startedAtMs: atMs };

const asks = (request: ServerRequest, requestId: number | string = 7): Fact => ({
  kind: 'serverRequest',
  atMs,
  connectionId: 1,
  requestId,
  request,
});

const answers = (response: ServerResponse, requestId: number | string = 7): Fact => ({
  kind: 'serverResponse',
  atMs,
  completedAtMs: atMs + 60,
  requestId,
  response,
});

const commandAsked = (more: object = {}): Fact =>
  asks({ method: 'item/commandExecution/requestApproval', params: { ...base, ...more } });

const commandAnswered = (decision: string | Record<string, unknown>): Fact =>
  answers({ method: 'item/commandExecution/requestApproval', result: { decision } });

describe('reviews', () => {
  it('user review, guardian review, permission review not denormalised, summaries isolated per thread, review shape', () => {
    const permissions = asks({ method: 'item/permissions/requestApproval', params: { ...base, permissions: {} } }, 8);
    const granted: Fact = {
      kind: 'effectivePermissionsResponse',
      atMs,
      completedAtMs: atMs + 1,
      requestId: 8,
      granted: true,
      scope: 'session',
    };
    const guardian = notification('item/autoApprovalReview/completed', {
      threadId: 'thread-1',
      turnId: 'turn-1',
      startedAtMs: atMs,
      completedAtMs: atMs + 20,
      reviewId: 'review-1',
      targetItemId: 'call-1',
      review: { status: 'denied' },
      action: { type: 'applyPatch' },
    });
    const emissions = reduce([
      ...runningTurn,
      threadOpened({ threadId: 'thread-2', sessionId: 'thread-2' }),
      turnStarted('turn-1', 'thread-2'),
      commandAsked(),
      commandAnswered('acceptForSession'),
      permissions,
      granted,
      guardian,
      itemStarted(command(), atMs, 'turn-1', 'thread-2'),
      itemCompleted(command(), atMs, 'turn-1', 'thread-2'),
      itemStarted(command()),
      itemCompleted(command()),
    ]);
    const [user, permission, guarded] = paramsOf(emissions, type);
    expect(Object.keys(user!)).toHaveLength(18);
    expect(user).toMatchObject({
      review_id: 'user:7',
      reviewer: 'user',
      subject_kind: 'command_execution',
      trigger: 'initial',
      status: 'approved',
      resolution: 'session_approval',
      duration_ms: 60,
    });
    expect(permission).toMatchObject({ subject_kind: 'permissions', resolution: 'session_approval' });
    expect(guarded).toMatchObject({ reviewer: 'guardian', review_id: 'review-1', status: 'denied' });
    const [other, reviewed] = paramsOf(emissions, 'codex_command_execution_event');
    expect(other).toMatchObject({ thread_id: 'thread-2', review_count: 0, final_approval_outcome: 'unknown' });
    expect(reviewed).toMatchObject({
      review_count: 2,
      user_review_count: 1,
      guardian_review_count: 1,
      final_approval_outcome: 'guardian_denied',
      requested_additional_permissions: true,
    });
  });

  it.each([
    ['accept', 'approved', 'none'],
    ['acceptForSession', 'approved', 'session_approval'],
    ['decline', 'denied', 'none'],
    ['cancel', 'aborted', 'none'],
    [{ acceptWithExecpolicyAmendment: {} }, 'approved', 'exec_policy_amendment'],
    [
      { applyNetworkPolicyAmendment: { network_policy_amendment: { action: 'allow' } } },
      'approved',
      'network_policy_amendment',
    ],
    [
      { applyNetworkPolicyAmendment: { network_policy_amendment: { action: 'deny' } } },
      'denied',
      'network_policy_amendment',
    ],
  ])('of a command answered with %j are %s, %s', (decision, status, resolution) => {
    const emissions = reduce([...runningTurn, commandAsked(), commandAnswered(decision)]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ status, resolution });
  });

  it.each([
    [{}, 'initial', false, false],
    [{ approvalId: 'a', networkApprovalContext: {} }, 'execve_intercept', false, true],
    [{ networkApprovalContext: { host: 'h' } }, 'network_policy_denial', false, true],
    [{ proposedNetworkPolicyAmendments: [{}] }, 'network_policy_denial', false, true],
    [{ additionalPermissions: { network: { enabled: true } } }, 'network_policy_denial', true, true],
    [{ additionalPermissions: { fileSystem: {} } }, 'sandbox_denial', true, false],
  ])('of a command asked for with %j are triggered by %s', (more, trigger, permissions, network) => {
    const emissions = reduce([
      ...runningTurn,
      itemStarted(command()),
      commandAsked(more),
      commandAnswered('accept'),
      itemCompleted(command()),
    ]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ trigger });
    const isHost = 'networkApprovalContext' in more;
    expect(paramsOf(emissions, 'codex_command_execution_event')[0]).toMatchObject({
      review_count: isHost ? 0 : 1,
      requested_additional_permissions: isHost ? false : permissions,
      requested_network_access: isHost ? false : network,
    });
  });

  it('that are replayed to another connection count once, and an integer id is no string id', () => {
    const replayed = commandAsked();
    const asString = answers({ method: 'item/commandExecution/requestApproval', result: { decision: 'accept' } }, '7');
    const emissions = reduce([
      ...runningTurn,
      commandAsked(),
      replayed,
      asString,
      commandAnswered('accept'),
      commandAnswered('accept'),
    ]);
    expect(paramsOf(emissions, type)).toHaveLength(1);
  });

  it('are summarised on the item even when their own event is dropped', () => {
    const facts = [initialize(), commandAsked(), commandAnswered('accept'), threadOpened(), turnStarted()];
    const emissions = reduce([...facts, itemStarted(command()), itemCompleted(command())]);
    expect(paramsOf(emissions, type)).toEqual([]);
    expect(paramsOf(emissions, 'codex_command_execution_event')[0]).toMatchObject({ review_count: 1 });
  });
});
