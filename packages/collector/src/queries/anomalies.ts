import { eventDefinitions } from '@tachograph/client/reducer';

import { defineQuery, type SqlInput } from './define-query.js';
import { intOrZero, textOrEmpty } from './fields.js';

/** A clock may be this far ahead before it is worth a word. */
const clockAheadMinutesMax = 5;

const knownTypes = eventDefinitions.map((one) => `'${one.type}'`).join(', ');

/** What is odd, by kind: how its events are told, and what of them is named. */
const kinds = {
  unknown_type: { condition: `event_type NOT IN (${knownTypes})`, detail: 'event_type' },
  clock_ahead: { condition: `occurred_at > received_at + INTERVAL ${clockAheadMinutesMax} MINUTE`, detail: 'source' },
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
SELECT * FROM (${Object.entries(kinds)
    .map(([name, kind]) => rowsOf(input, name, kind))
    .join('\nUNION ALL')}
)
ORDER BY events DESC, anomaly, detail`,
});

function rowsOf(
  { where }: SqlInput,
  name: string,
  { condition, detail }: { readonly condition: string; readonly detail: string },
): string {
  return `
SELECT '${name}' AS anomaly, toString(${detail}) AS detail, count() AS events, uniqExact(account, thread_id) AS threads,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at
FROM counted_events
WHERE ${where()} AND ${condition}
GROUP BY detail`;
}
