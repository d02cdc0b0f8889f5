import { defineQuery } from './define-query.js';
import { counted, day, quantileMs } from './fragments.js';

/** How turns ended, over time. */
export const turnsDaily = defineQuery({
  name: 'turns_daily',
  summary: 'Turns for each day by how they ended.',
  params: {},
  columns: {
    day: { kind: 'date', unit: null, description: 'Day in the asked time zone.' },
    status: { kind: 'string', unit: null, description: '`completed`, `failed` or `interrupted`.' },
    turns: { kind: 'int', unit: 'turns', description: 'Turns that ended so on that day.' },
    duration_p50_ms: { kind: 'int', unit: 'ms', description: 'Their median duration.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${day(input)} AS day, ifNull(counted.status, '') AS status, count() AS turns,
  ${quantileMs(0.5, 'duration_ms')} AS duration_p50_ms
FROM counted
WHERE event_type = 'codex_turn_event'
GROUP BY day, status
ORDER BY day, status`,
});
