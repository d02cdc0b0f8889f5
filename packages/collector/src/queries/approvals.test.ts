import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { approvalSubjects } from './approval-subjects.js';
import { approvalWaits } from './approval-waits.js';
import { approvals } from './approvals.js';
import { audit } from './audit.js';
import { guardianDaily } from './guardian-daily.js';
import { guardianSubjects } from './guardian-subjects.js';
import { guardian } from './guardian.js';
import { openTestStore, type TestStore } from './testing/open-test-store.js';
import { smallHistory, smallHistoryNow } from './testing/small-history.js';
import { toolFailures } from './tool-failures.js';
import { tools } from './tools.js';
import { turnsDaily } from './turns-daily.js';
import { turns } from './turns.js';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(smallHistory, smallHistoryNow);
});

afterAll(() => store.close());

describe('approvals', () => {
  test('tells who decided and how', async () => {
    expect(await store.ask(approvals)).toEqual([
      { reviewer: 'guardian', outcome: 'approved', reviews: 1, wait_p50_ms: 500, wait_p95_ms: 500, wait_total_ms: 500 },
      { reviewer: 'guardian', outcome: 'denied', reviews: 1, wait_p50_ms: 900, wait_p95_ms: 900, wait_total_ms: 900 },
      {
        reviewer: 'user',
        outcome: 'approved_for_session',
        reviews: 1,
        wait_p50_ms: 1500,
        wait_p95_ms: 1500,
        wait_total_ms: 1500,
      },
      { reviewer: 'user', outcome: 'denied', reviews: 1, wait_p50_ms: 4500, wait_p95_ms: 4500, wait_total_ms: 4500 },
    ]);
  });

  test('by subject', async () => {
    expect(await store.ask(approvalSubjects)).toMatchObject([
      {
        subject_kind: 'command_execution',
        reviews: 3,
        approved: 2,
        denied: 1,
        by_user: 1,
        by_guardian: 2,
        wait_p50_ms: 900,
        wait_p95_ms: 1440,
      },
      { subject_kind: 'file_change', subject_name: 'apply_patch', reviews: 1, denied: 1, wait_p50_ms: 4500 },
    ]);
  });

  test('by how long they waited', async () => {
    expect(await store.ask(approvalWaits)).toEqual([
      { reviewer: 'guardian', from_ms: 300, reviews: 2 },
      { reviewer: 'user', from_ms: 1000, reviews: 1 },
      { reviewer: 'user', from_ms: 3000, reviews: 1 },
    ]);
  });

  test('one by one, the latest first, with the risk that the guardian saw', async () => {
    expect(await store.ask(audit)).toMatchObject([
      { review_id: 'g2', reviewer: 'guardian', outcome: 'approved', risk_level: 'low', wait_ms: 500 },
      { review_id: 'user:7', reviewer: 'user', outcome: 'approved_for_session', risk_level: '' },
      {
        review_id: 'g1',
        reviewer: 'guardian',
        outcome: 'denied',
        risk_level: 'high',
        decided_at: '2026-03-02T09:00:01.000Z',
      },
      { review_id: 'user:1', reviewer: 'user', outcome: 'denied', item_id: 'i3', project: 'shop', wait_ms: 4500 },
    ]);
  });

  test('one by one, of one decider and one outcome: as many as `approvals` says', async () => {
    for (const { reviewer, outcome, reviews } of await store.ask(approvals)) {
      const rows = await store.ask(audit, { reviewer: String(reviewer), outcome: String(outcome) });
      expect(rows).toHaveLength(Number(reviews));
      expect(rows).toMatchObject(rows.map(() => ({ reviewer, outcome })));
    }
    expect(await store.ask(audit, { reviewer: 'user' })).toHaveLength(2);
    expect(await store.ask(audit, { reviewer: 'nobody' })).toEqual([]);
  });
});

describe('guardian', () => {
  test('in one row, with the denial that the user overturned', async () => {
    expect(await store.ask(guardian)).toEqual([
      {
        reviews: 2,
        approved: 1,
        denied: 1,
        timed_out: 0,
        failed_closed: 0,
        aborted: 0,
        latency_p50_ms: 700,
        latency_p95_ms: 880,
        first_token_p50_ms: 200,
        total_tokens: 700,
        denials: 1,
        overturned_denials: 1,
      },
    ]);
  });

  test('a denial counts as overturned also where the period ends before the user approved', async () => {
    const untilThen = { until: '2026-03-02T09:02:00Z' };
    expect(await store.ask(guardian, untilThen)).toMatchObject([{ reviews: 1, denials: 1, overturned_denials: 1 }]);
    expect(await store.ask(guardian, { since: '2026-03-02T09:02:00Z' })).toMatchObject([
      { denials: 0, overturned_denials: 0 },
    ]);
  });

  test('is a row of zeros where it did nothing', async () => {
    expect(await store.ask(guardian, { project: 'shop' })).toMatchObject([
      { reviews: 0, denials: 0, overturned_denials: 0, latency_p50_ms: null, total_tokens: 0 },
    ]);
  });

  test('per day and by risk', async () => {
    expect(await store.ask(guardianDaily)).toEqual([
      { day: '2026-03-02', terminal_status: 'approved', reviews: 1 },
      { day: '2026-03-02', terminal_status: 'denied', reviews: 1 },
    ]);
    expect(await store.ask(guardianSubjects)).toEqual([
      { action: 'shell', risk_level: 'high', reviews: 1, approved: 0, denied: 1, latency_p50_ms: 900 },
      { action: 'shell', risk_level: 'low', reviews: 1, approved: 1, denied: 0, latency_p50_ms: 500 },
    ]);
  });
});

describe('tools and turns', () => {
  test('tools splits time into waiting and execution', async () => {
    const rows = await store.ask(tools);
    expect(rows).toMatchObject([
      {
        tool_kind: 'command',
        tool_name: 'shell',
        calls: 3,
        failed: 1,
        rejected: 0,
        duration_p50_ms: 200,
        duration_p95_ms: 380,
        execution_p50_ms: 150,
        execution_p95_ms: 357,
        reviewed: 0,
        wait_p50_ms: null,
      },
      { tool_kind: 'MCP tool', server: 'stock', tool_name: 'lookup', calls: 1, duration_p50_ms: 30 },
      {
        tool_kind: 'file change',
        tool_name: 'apply_patch',
        calls: 1,
        rejected: 1,
        execution_p50_ms: null,
        reviewed: 1,
        wait_p50_ms: 4500,
      },
    ]);
    expect(rows[0]?.['failure_ratio']).toBeCloseTo(1 / 3, 10);
  });

  test('tool_failures', async () => {
    expect(await store.ask(toolFailures)).toEqual([
      { tool_kind: 'command', terminal_status: 'failed', failure_kind: 'tool_error', calls: 1 },
      { tool_kind: 'file change', terminal_status: 'rejected', failure_kind: 'approval_denied', calls: 1 },
    ]);
  });

  test('turns by how they ended', async () => {
    expect(await store.ask(turns)).toEqual([
      {
        status: 'completed',
        error_kind: '',
        turns: 2,
        duration_p50_ms: 35_000,
        duration_p95_ms: 57_500,
        steered: 1,
        steers: 1,
        tool_calls: 4,
      },
      {
        status: 'failed',
        error_kind: 'usage_limit_reached',
        turns: 1,
        duration_p50_ms: 2000,
        duration_p95_ms: 2000,
        steered: 0,
        steers: 0,
        tool_calls: 0,
      },
    ]);
    expect(await store.ask(turnsDaily)).toEqual([
      { day: '2026-03-01', status: 'completed', turns: 1, duration_p50_ms: 10_000 },
      { day: '2026-03-01', status: 'failed', turns: 1, duration_p50_ms: 2000 },
      { day: '2026-03-02', status: 'completed', turns: 1, duration_p50_ms: 60_000 },
    ]);
  });
});
