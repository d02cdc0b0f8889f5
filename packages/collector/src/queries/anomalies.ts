import { eventDefinitions } from '@tachograph/client/reducer';

import { deliveries } from '../rollups/deliveries.js';
import { threadCount } from './activity-sums.js';
import { clockAheadMinutesMax } from './clock-ahead.js';
import { defineQuery, type SqlInput } from './define-query.js';
import { intOrZero, textOrEmpty } from './fields.js';
import { countedEvents } from './fragments.js';
import { rollupRows } from './rollup-rows.js';

const knownTypes = eventDefinitions.map((one) => `'${one.type}'`).join(', ');

/** What is odd by the type of an event, by kind: how its events are told, and what of them is named. */
const kinds = {
  unknown_type: { condition: `event_type NOT IN (${knownTypes})`, detail: 'event_type' },
  turn_without_tokens: {
    condition: `event_type = 'codex_turn_event' AND ${textOrEmpty('status')} = 'completed' AND ${intOrZero('total_tokens')} = 0`,
    detail: 'client',
  },
} as const;

/** What in the store should make one look twice. */
export const anomalies = defineQuery({
  name: 'anomalies',
  summary:
    'What is odd about the events that count: types that are not known, clocks that are ahead, turns without tokens.',
  params: {},
  columns: {
    anomaly: {
      kind: 'string',
      unit: null,
      description: `\`unknown_type\`: this version does not know the type, so no board shows it; \`clock_ahead\`: the event happened more than ${clockAheadMinutesMax} minutes after it arrived; \`turn_without_tokens\`: a turn was completed and says that it used none.`,
    },
    detail: {
      kind: 'string',
      unit: null,
      description: 'The type of the events, the source whose clock is ahead, or the client whose turns they are.',
    },
    events: { kind: 'int', unit: 'events', description: 'Events of that kind.' },
    threads: { kind: 'int', unit: 'threads', description: 'Threads in which they are.' },
    first_at: { kind: 'time', unit: null, description: 'The first of them.' },
    last_at: { kind: 'time', unit: null, description: 'The latest of them.' },
  },
  sql: (input) => `
SELECT * FROM (${[...Object.entries(kinds).map(([name, kind]) => rowsOf(input, name, kind)), clocksAhead(input)].join('\nUNION ALL')}
)
ORDER BY events DESC, anomaly, detail`,
});

function rowsOf(
  { where }: SqlInput,
  name: string,
  { condition, detail }: { readonly condition: string; readonly detail: string },
): string {
  return `
SELECT '${name}' AS anomaly, toString(${detail}) AS detail, count() AS events, uniqExactIf((account, thread_id), thread_id != '') AS threads,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at
FROM ${countedEvents} AND ${where()} AND ${condition}
GROUP BY detail`;
}

/** From the roll-up: a clock may be ahead whatever its events are, and no index knows. */
function clocksAhead(input: SqlInput): string {
  const columns = ['account', 'source', 'thread_key', 'ahead_events', 'ahead_first_at', 'ahead_last_at'] as const;
  return `
SELECT 'clock_ahead' AS anomaly, toString(source) AS detail, sum(ahead_events) AS events, ${threadCount} AS threads,
  min(ahead_first_at) AS first_at, max(ahead_last_at) AS last_at
FROM (${rollupRows(deliveries, columns, input)})
WHERE ahead_events > 0
GROUP BY detail`;
}
