import { defineQuery } from './define-query.js';
import { textOrEmpty } from './fields.js';
import { counted } from './fragments.js';

const uses = (description: string) => ({ kind: 'int', unit: 'uses', description }) as const;

/** Skills, apps and plugins. */
export const extensions = defineQuery({
  name: 'extensions',
  summary: 'Skills, apps and plugins that were used, the most used first.',
  params: {},
  columns: {
    extension_kind: { kind: 'string', unit: null, description: '`skill`, `app` or `plugin`.' },
    name: { kind: 'string', unit: null, description: 'Its name, else its id.' },
    origin: { kind: 'string', unit: null, description: 'Scope of a skill, marketplace of a plugin; empty for apps.' },
    uses: uses('Times that it was invoked or used.'),
    explicit: uses('Those that the user asked for by name.'),
    implicit: uses('Those that the agent decided on.'),
    mentions: uses('Times that the user named an app in a message, used or not.'),
    threads: { kind: 'int', unit: 'threads', description: 'Threads in which it occurs.' },
    last_at: { kind: 'time', unit: null, description: 'Latest time.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT
  multiIf(event_type = 'skill_invocation', 'skill', event_type = 'codex_plugin_used', 'plugin', 'app') AS extension_kind,
  multiIf(
    event_type = 'skill_invocation', ${textOrEmpty('skill_name')},
    event_type = 'codex_plugin_used', if(${textOrEmpty('plugin_name')} = '', ${textOrEmpty('plugin_id')}, ${textOrEmpty('plugin_name')}),
    if(${textOrEmpty('app_name')} = '', ${textOrEmpty('connector_id')}, ${textOrEmpty('app_name')})) AS name,
  multiIf(event_type = 'skill_invocation', ${textOrEmpty('skill_scope')}, event_type = 'codex_plugin_used', ${textOrEmpty('marketplace_name')}, '') AS origin,
  countIf(event_type != 'codex_app_mentioned') AS uses,
  countIf(event_type != 'codex_app_mentioned' AND ${textOrEmpty('invoke_type')} = 'explicit') AS explicit,
  countIf(event_type != 'codex_app_mentioned' AND ${textOrEmpty('invoke_type')} = 'implicit') AS implicit,
  countIf(event_type = 'codex_app_mentioned') AS mentions,
  uniqExact(thread_id) AS threads,
  max(occurred_at) AS last_at
FROM counted
WHERE event_type IN ('skill_invocation', 'codex_app_mentioned', 'codex_app_used', 'codex_plugin_used')
GROUP BY extension_kind, name, origin
ORDER BY uses DESC, extension_kind, name, origin
LIMIT 500`,
});
