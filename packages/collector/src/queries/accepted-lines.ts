import { defineQuery } from './define-query.js';
import { counted, day } from './fragments.js';

/** Lines that turns left in files. */
export const acceptedLines = defineQuery({
  name: 'accepted_lines',
  summary: 'Lines that turns added and deleted, for each day and project.',
  params: {},
  columns: {
    day: { kind: 'date', unit: null, description: 'Day in the asked time zone.' },
    project: { kind: 'string', unit: null, description: 'Project; empty when none was told.' },
    turns: { kind: 'int', unit: 'turns', description: 'Turns whose final diff added or deleted lines.' },
    added_lines: {
      kind: 'int',
      unit: 'lines',
      description: 'Lines that those diffs add. Not yet known to be committed.',
    },
    deleted_lines: { kind: 'int', unit: 'lines', description: 'Lines that they delete.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${day(input)} AS day, project,
  uniqExact((account, thread_id, turn_id)) AS turns,
  ifNull(sum(accepted_added_lines), 0) AS added_lines,
  ifNull(sum(accepted_deleted_lines), 0) AS deleted_lines
FROM counted
WHERE event_type = 'codex_accepted_line_fingerprints'
GROUP BY day, project
ORDER BY day, project`,
});
