import { defineQuery } from './define-query.js';
import { int, textOrEmpty } from './fields.js';
import { counted, quantileMs } from './fragments.js';

const before = int('active_context_tokens_before');
const after = int('active_context_tokens_after');

/** Compactions of the context. */
export const compactions = defineQuery({
  name: 'compactions',
  summary: 'Compactions by why and when they ran: how they ended, how much they freed, how long they took.',
  params: {},
  columns: {
    trigger: { kind: 'string', unit: null, description: '`manual` or `auto`.' },
    reason: { kind: 'string', unit: null, description: '`user_requested`, `context_limit`, `model_downshift`, …' },
    phase: { kind: 'string', unit: null, description: '`standalone_turn`, `pre_turn`, `mid_turn` or `post_turn`.' },
    status: { kind: 'string', unit: null, description: '`completed`, `failed` or `interrupted`.' },
    compactions: { kind: 'int', unit: 'compactions', description: 'Compactions (`codex_compaction_event`).' },
    before_p50_tokens: { kind: 'int', unit: 'tokens', description: 'Median size of the context before.' },
    after_p50_tokens: { kind: 'int', unit: 'tokens', description: 'Median size of the context after.' },
    freed_tokens: {
      kind: 'int',
      unit: 'tokens',
      description: 'What the context shrank by, added up; a compaction that made it larger counts against.',
    },
    duration_p50_ms: { kind: 'int', unit: 'ms', description: 'Median duration.' },
    duration_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ifNull(counted.trigger, '') AS trigger, ${textOrEmpty('reason')} AS reason, ${textOrEmpty('phase')} AS phase,
  ifNull(counted.status, '') AS status, count() AS compactions,
  ${quantileMs(0.5, before)} AS before_p50_tokens,
  ${quantileMs(0.5, after)} AS after_p50_tokens,
  ifNull(sum(${before} - ${after}), 0) AS freed_tokens,
  ${quantileMs(0.5, 'duration_ms')} AS duration_p50_ms,
  ${quantileMs(0.95, 'duration_ms')} AS duration_p95_ms
FROM counted
WHERE event_type = 'codex_compaction_event'
GROUP BY trigger, reason, phase, status
ORDER BY compactions DESC, trigger, reason, phase, status`,
});
