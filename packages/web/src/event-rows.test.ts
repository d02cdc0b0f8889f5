import { expect, test } from 'vitest';

import { eventsStatement, type EventConditions } from './event-rows.js';

test('conditions, filters and the period are in the statement', () => {
  expect(
    eventsStatement({
      conditions: { event_type: ['a', 'b'], terminal_status: 'failed' },
      columns: ['tool_name'],
      filters: { since: '30d', until: '2026-03-01', tz: 'Europe/Berlin', project: 'shop', model: 'x,y' },
    }),
  ).toBe(`SELECT occurred_at, event_type, thread_id, turn_id, project, model, tool_name, props
FROM counted_events
WHERE event_type IN ('a', 'b')
  AND terminal_status = 'failed'
  AND project = 'shop'
  AND model IN ('x,y', 'x', 'y')
  AND occurred_at >= now() - INTERVAL 30 DAY
  AND occurred_at < toDateTime('2026-03-01 00:00:00', 'Europe/Berlin') + INTERVAL 1 DAY
ORDER BY occurred_at DESC
LIMIT 200`);
});

test('a name cannot end its text', () => {
  const statement = eventsStatement({ conditions: { tool_name: `x' OR 1 = 1 --\\` }, columns: [], filters: {} });
  expect(statement).toContain(`WHERE tool_name = 'x\\' OR 1 = 1 --\\\\'\n`);
});

test.each([
  ['no value', { failure_kind: '' }, `ifNull(failure_kind, '') = ''`],
  ['none of several', { resolution: { not: ['a', 'b'] } }, `ifNull(resolution, '') NOT IN ('a', 'b')`],
  ['a range', { duration_ms: { from: 300, below: 1000 } }, 'duration_ms >= 300 AND duration_ms < 1000'],
  ['an open range', { duration_ms: { from: 300 } }, 'duration_ms >= 300'],
  ['no number or 0', { total_tokens: { zeroOrNone: true } }, 'ifNull(total_tokens, 0) = 0'],
  [
    'a moment after another',
    { occurred_at: { after: 'received_at', minutes: 5 } },
    'occurred_at > received_at + INTERVAL 5 MINUTE',
  ],
  ['a field without a column', { 'props.a.b': 'x' }, `JSONExtractString(props, 'a', 'b') = 'x'`],
  [
    'the first that is told',
    { 'props.n|id': 'x' },
    `coalesce(nullIf(JSONExtractString(props, 'n'), ''), nullIf(id, ''), '') = 'x'`,
  ],
] satisfies [string, EventConditions, string][])('a condition may ask for %s', (_, conditions, sql) => {
  expect(eventsStatement({ conditions, columns: [], filters: {} })).toContain(`WHERE ${sql}\n`);
});
