import { afterAll, beforeAll, expect, test } from 'vitest';

import { audit } from './audit.js';
import { openTestStore, type TestEvent, type TestStore } from './testing/open-test-store.js';

/** What a session log tells of one review: it has no id, neither in the decision nor in the assessment. */
const reviewed = (at: string, turn: string, item: string | null, risk: string | null): readonly TestEvent[] => [
  {
    type: 'codex_guardian_review',
    at,
    thread: 'a',
    turn,
    source: 'rollout',
    params: {
      review_id: null,
      target_item_id: item,
      risk_level: risk,
      failure_reason: risk === null ? 'timeout' : null,
    },
  },
  {
    type: 'codex_review_event',
    at,
    thread: 'a',
    turn,
    source: 'rollout',
    params: { review_id: null, item_id: item, reviewer: 'guardian', status: 'denied', resolution: 'none' },
  },
];

/** What a tap tells of one: the assessment comes first, from a client that nobody knew yet. */
const tapped = { thread: 'b', turn: 'b1' } as const;
const assessedBefore: readonly TestEvent[] = [
  {
    type: 'codex_guardian_review',
    at: '2026-03-01T11:59:59.990Z',
    ...tapped,
    params: { review_id: 'g9', target_item_id: 'j', risk_level: 'high' },
  },
  {
    type: 'codex_review_event',
    at: '2026-03-01T12:00:00.010Z',
    ...tapped,
    client: 'editor',
    params: { review_id: 'g9', item_id: 'j', reviewer: 'guardian', status: 'denied', resolution: 'none' },
  },
];

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(
    [
      ...reviewed('2026-03-01T10:00:00.000Z', 'a1', 'i1', 'low'),
      ...reviewed('2026-03-01T10:00:01.000Z', 'a1', 'i1', 'critical'),
      ...reviewed('2026-03-01T10:00:02.000Z', 'a2', 'i2', null),
      ...reviewed('2026-03-01T10:00:03.000Z', 'a3', null, 'medium'),
      // The assessment of this one is in no log.
      ...reviewed('2026-03-01T10:00:04.000Z', 'a4', 'i4', 'high').slice(1),
      ...assessedBefore,
    ],
    '2026-03-02T00:00:00Z',
  );
});

afterAll(() => store.close());

test('a decision from a session log has the risk of its own assessment, though neither tells an id', async () => {
  const rows = await store.ask(audit, { until: '2026-03-01T11:00:00Z' });
  expect(rows.map((row) => [row['turn_id'], row['item_id'], row['risk_level'], row['failure_reason']])).toEqual([
    ['a4', 'i4', '', ''],
    ['a3', '', 'medium', ''],
    ['a2', 'i2', '', 'timeout'],
    ['a1', 'i1', 'critical', ''],
    ['a1', 'i1', 'low', ''],
  ]);
});

test.each([
  ['before the period', { since: '2026-03-01T12:00:00Z' }],
  ['without the client that is asked for', { client: 'editor' }],
])('an assessment %s belongs to its decision all the same', async (_, params) => {
  expect(await store.ask(audit, params)).toMatchObject([{ review_id: 'g9', outcome: 'denied', risk_level: 'high' }]);
});
