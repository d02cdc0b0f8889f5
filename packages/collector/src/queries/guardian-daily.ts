import { defineQuery } from './define-query.js';
import { counted, day } from './fragments.js';

/** Verdicts of the automatic reviewer over time. */
export const guardianDaily = defineQuery({
  name: 'guardian_daily',
  summary: 'Reviews by the guardian for each day, by how they ended.',
  params: {},
  columns: {
    day: { kind: 'date', unit: null, description: 'Day in the asked time zone.' },
    terminal_status: {
      kind: 'string',
      unit: null,
      description: '`approved`, `denied`, `aborted`, `timed_out` or `failed_closed`.',
    },
    reviews: { kind: 'int', unit: 'reviews', description: 'Reviews that ended so.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${day(input)} AS day, terminal_status, count() AS reviews
FROM counted
WHERE event_type = 'codex_guardian_review'
GROUP BY day, terminal_status
ORDER BY day, terminal_status`,
});
