import { defineQuery } from './define-query.js';
import { textOrEmpty } from './fields.js';
import { counted } from './fragments.js';

const runs = (description: string) => ({ kind: 'int', unit: 'runs', description }) as const;

/** Runs of hooks. */
export const hooks = defineQuery({
  name: 'hooks',
  summary: 'Runs of hooks by event and origin: how they ended.',
  params: {},
  columns: {
    hook_name: {
      kind: 'string',
      unit: null,
      description: 'Event that the hook hangs on: `PreToolUse`, `PermissionRequest`, …',
    },
    hook_source: {
      kind: 'string',
      unit: null,
      description: 'Where it is configured: `user`, `project`, `system`, `plugin`, …',
    },
    runs: runs('Runs (`codex_hook_run`).'),
    completed: runs('Those that ended well.'),
    blocked: runs('Those that blocked what they were asked about.'),
    stopped: runs('Those that stopped the turn.'),
    failed: runs('Those that failed or ran out of time.'),
    threads: { kind: 'int', unit: 'threads', description: 'Threads in which they ran.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${textOrEmpty('hook_name')} AS hook_name, ${textOrEmpty('hook_source')} AS hook_source, count() AS runs,
  countIf(status = 'completed') AS completed,
  countIf(status = 'blocked') AS blocked,
  countIf(status = 'stopped') AS stopped,
  countIf(status = 'failed') AS failed,
  uniqExact(thread_id) AS threads
FROM counted
WHERE event_type = 'codex_hook_run'
GROUP BY hook_name, hook_source
ORDER BY runs DESC, hook_name, hook_source`,
});
