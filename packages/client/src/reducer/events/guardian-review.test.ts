import { expect, it } from 'vitest';

import type { Fact, FactOf } from '../../facts/index.js';
import { atMs, initialize, paramsOf, reduce, threadOpened } from '../testing/given.js';

const review = (overrides: Partial<FactOf<'guardianReview'>>): Fact => ({
  kind: 'guardianReview',
  atMs,
  threadId: 'thread-1',
  turnId: 'turn-1',
  reviewId: 'review-1',
  targetItemId: 'call-1',
  approvalRequestSource: 'main_turn',
  reviewedAction: { type: 'apply_patch' },
  reviewedActionTruncated: false,
  decision: 'approved',
  terminalStatus: 'approved',
  failureReason: null,
  riskLevel: 'low',
  userAuthorization: 'high',
  outcome: 'allow',
  session: {
    threadId: null,
    kind: 'trunk_new',
    model: 'codex-auto-review',
    modelProvider: 'openai',
    reasoningEffort: 'low',
    hadPriorContext: false,
    attempts: 1,
    timeToFirstTokenMs: null,
    usage: null,
  },
  startedAtMs: 1_795_168_674_900,
  completedAtMs: 1_795_168_676_100,
  ...overrides,
});

it('guardian review with optional target item, removed fields absent', () => {
  const network = { type: 'network_access', protocol: 'https', port: 443 } as const;
  const [params] = paramsOf(
    reduce([initialize(), threadOpened(), review({ targetItemId: null, reviewedAction: network })]),
    'codex_guardian_review',
  );
  expect(params).toMatchObject({ target_item_id: null, tool_call_count: null, reviewed_action: network });
  expect(Object.keys(params!)).toHaveLength(32);
  for (const removed of [
    'retry_reason',
    'rationale',
    'risk_score',
    'trigger',
    'failure_kind',
    'guardian_tool_call_counts',
  ]) {
    expect(params).not.toHaveProperty(removed);
  }
});

it('derives its seconds from the same milliseconds as its latency', () => {
  const [params] = paramsOf(reduce([initialize(), threadOpened(), review({})]), 'codex_guardian_review');
  expect(params).toMatchObject({ started_at: 1_795_168_674, completed_at: 1_795_168_676, completion_latency_ms: 1200 });
});
