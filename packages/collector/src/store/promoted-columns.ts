import type { PromotedColumn } from './columns.js';

const strings: readonly (string | readonly [column: string, ...paths: string[]])[] = [
  'session_id',
  'item_id',
  'subagent_source',
  ['codex_version', 'runtime.codex_rs_version'],
  'tool_name',
  'terminal_status',
  'failure_kind',
  'final_approval_outcome',
  'status',
  'codex_error_kind',
  'reviewer',
  'subject_kind',
  'subject_name',
  'trigger',
  'resolution',
  'decision',
  'risk_level',
  'purpose',
  'response_id',
];
const ints: readonly string[] = [
  'duration_ms',
  'execution_duration_ms',
  'completion_latency_ms',
  'exit_code',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  'total_tokens',
  'accepted_added_lines',
  'accepted_deleted_lines',
];

/** The fields with a column of their own. Adding one here is a migration: the store adds the column when it opens. */
export const promotedColumns: readonly PromotedColumn[] = [
  ...strings.map((entry): PromotedColumn => {
    if (typeof entry === 'string') return { column: entry, paths: [[entry]], kind: 'string' };
    const [column, ...paths] = entry;
    return { column, paths: paths.map((path) => path.split('.')), kind: 'string' };
  }),
  ...ints.map((column): PromotedColumn => ({ column, paths: [[column]], kind: 'int' })),
];
