import { describe, expect, it } from 'vitest';

import type { Fact } from '../facts/index.js';
import type { ServerRequest, ServerResponse } from '../protocol/index.js';
import type { RequestedPermissions } from '../protocol/messages/approval.js';
import type { GuardianAction } from '../protocol/messages/guardian.js';
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

const permissionsAsked = (permissions: RequestedPermissions = {}): Fact =>
  asks({ method: 'item/permissions/requestApproval', params: { ...base, permissions } });

const aborted: Fact = { kind: 'serverRequestAborted', atMs, completedAtMs: atMs + 60, requestId: 7 };

const guardianEnded = (action: GuardianAction, status = 'approved'): Fact =>
  notification('item/autoApprovalReview/completed', {
    threadId: 'thread-1',
    turnId: 'turn-1',
    startedAtMs: atMs,
    completedAtMs: atMs + 20,
    reviewId: 'review-1',
    targetItemId: 'call-1',
    review: { status },
    action,
  });

/** A command with what was decided about it, and what its event says of that. */
const commandWith = (...facts: readonly Fact[]) =>
  paramsOf(
    reduce([...runningTurn, itemStarted(command()), ...facts, itemCompleted(command())]),
    'codex_command_execution_event',
  )[0];

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

  it.each([
    [{}, 'initial', 'accept', 'approved', 'none'],
    [{ grantRoot: '/x' }, 'sandbox_denial', 'acceptForSession', 'approved', 'session_approval'],
    [{ grantRoot: null }, 'initial', 'decline', 'denied', 'none'],
    [{}, 'initial', 'cancel', 'aborted', 'none'],
  ])('of a patch asked for with %j are triggered by %s; answered with %s they are %s, %s', (...row) => {
    const [more, trigger, decision, status, resolution] = row;
    const facts = [
      asks({ method: 'item/fileChange/requestApproval', params: { ...base, ...more } }),
      answers({ method: 'item/fileChange/requestApproval', result: { decision } }),
    ];
    const expected = { subject_kind: 'file_change', subject_name: 'apply_patch', trigger, status, resolution };
    expect(paramsOf(reduce([...runningTurn, ...facts]), type)[0]).toMatchObject(expected);
    expect(commandWith(...facts)).toMatchObject({ requested_additional_permissions: trigger === 'sandbox_denial' });
  });

  it.each([
    [{}, 'initial', { granted: false, scope: 'session' }, 'denied', 'none'],
    [{ fileSystem: {} }, 'sandbox_denial', { granted: true, scope: 'turn' }, 'approved', 'none'],
    [{ network: { enabled: true }, fileSystem: {} }, 'network_policy_denial', null, 'aborted', 'none'],
    [{ network: { enabled: false } }, 'initial', { granted: true, scope: 'session' }, 'approved', 'session_approval'],
  ] as const)('of permissions %j are triggered by %s; granted %j they are %s, %s', (...row) => {
    const [permissions, trigger, grant, status, resolution] = row;
    const answered: Fact =
      grant === null
        ? aborted
        : { kind: 'effectivePermissionsResponse', atMs, completedAtMs: atMs + 60, requestId: 7, ...grant };
    const facts = [permissionsAsked(permissions), answered];
    const expected = { subject_kind: 'permissions', trigger, status, resolution, duration_ms: 60 };
    expect(paramsOf(reduce([...runningTurn, ...facts]), type)[0]).toMatchObject(expected);
    expect(commandWith(...facts)).toMatchObject({ review_count: 0, requested_network_access: false });
  });

  it.each([
    [{ type: 'command' }, 'command_execution', 'command_execution', 'initial', true, false, false],
    [{ type: 'execve' }, 'command_execution', 'command_execution', 'execve_intercept', true, false, false],
    [{ type: 'applyPatch' }, 'file_change', 'apply_patch', 'sandbox_denial', true, true, false],
    [{ type: 'networkAccess' }, 'network_access', 'network_access', 'network_policy_denial', false, true, true],
    [{ type: 'mcpToolCall', toolName: 'search' }, 'mcp_tool_call', 'search', 'initial', true, false, false],
    [
      { type: 'requestPermissions', permissions: { network: { enabled: true } } },
      'permissions',
      'permissions',
      'network_policy_denial',
      false,
      true,
      true,
    ],
  ] as const)('of the guardian about %j are of %s', (action, kind, name, trigger, onItem, permissions, network) => {
    expect(paramsOf(reduce([...runningTurn, guardianEnded(action)]), type)[0]).toMatchObject({
      subject_kind: kind,
      subject_name: name,
      trigger,
      reviewer: 'guardian',
      resolution: 'none',
      started_at_ms: atMs,
      completed_at_ms: atMs + 20,
    });
    expect(commandWith(guardianEnded(action))).toMatchObject({
      guardian_review_count: onItem ? 1 : 0,
      requested_additional_permissions: onItem && permissions,
      requested_network_access: onItem && network,
    });
  });

  it('that the guardian is still at are none', () => {
    const emissions = reduce([...runningTurn, guardianEnded({ type: 'command' }, 'inProgress')]);
    expect(paramsOf(emissions, type)).toEqual([]);
  });

  it.each([
    ['user_approved', 'approved', [commandAsked(), commandAnswered('accept')]],
    ['user_approved_for_session', 'approved', [commandAsked(), commandAnswered('acceptForSession')]],
    ['user_denied', 'denied', [commandAsked(), commandAnswered('decline')]],
    ['user_aborted', 'aborted', [commandAsked(), commandAnswered('cancel')]],
    ['user_aborted', 'aborted', [commandAsked(), aborted]],
    ['guardian_approved', 'approved', [guardianEnded({ type: 'command' })]],
    ['guardian_denied', 'denied', [guardianEnded({ type: 'command' }, 'denied')]],
    ['guardian_aborted', 'aborted', [guardianEnded({ type: 'command' }, 'aborted')]],
    ['guardian_aborted', 'timed_out', [guardianEnded({ type: 'command' }, 'timedOut')]],
  ])('make %s of an item when they are %s', (outcome, status, facts) => {
    expect(paramsOf(reduce([...runningTurn, ...facts]), type)[0]).toMatchObject({ status });
    expect(commandWith(...facts)).toMatchObject({ final_approval_outcome: outcome });
  });

  it('add up on an item: what one of them asked for was asked for, and the last one decides', () => {
    const asking = { additionalPermissions: { network: { enabled: true } } };
    const facts = [commandAsked(asking), commandAnswered('accept'), commandAsked(), commandAnswered('decline')];
    expect(commandWith(...facts)).toMatchObject({
      user_review_count: 2,
      requested_additional_permissions: true,
      requested_network_access: true,
      final_approval_outcome: 'user_denied',
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
