/** A board of `tacho report`: one query and how its rows are best read in a terminal. */
export interface ReportBoard {
  readonly query: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Columns in the order of their weight: the last ones are left out first where a terminal is narrow. */
  readonly columns?: readonly string[];
  readonly totals?: readonly string[];
  readonly barOf?: string;
  /** One row, shown as a list of names and numbers. */
  readonly asList?: boolean;
}

/** Tokens split by one dimension. */
const tokensBy = (by: string): ReportBoard => ({
  query: 'token_mix',
  params: { by },
  columns: [
    'key',
    'cost_usd',
    'total_tokens',
    'input_tokens',
    'cached_input_tokens',
    'output_tokens',
    'cache_hit_ratio',
    'uses',
  ],
  totals: ['cost_usd', 'total_tokens', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'uses'],
  barOf: 'total_tokens',
});

/** The boards of `tacho report`, by name; the first is shown when none is named. */
export const reportBoards: Readonly<Record<string, ReportBoard>> = {
  daily: {
    query: 'daily',
    columns: ['day', 'threads', 'turns', 'total_tokens', 'commands', 'failures', 'cost_usd'],
    totals: ['turns', 'total_tokens', 'commands', 'failures', 'cost_usd'],
    barOf: 'total_tokens',
  },
  overview: { query: 'overview', asList: true },
  models: tokensBy('model'),
  projects: tokensBy('project'),
  clients: tokensBy('client'),
  purposes: tokensBy('purpose'),
  threads: {
    query: 'threads',
    params: { limit: '40' },
    columns: [
      'last_at',
      'thread_id',
      'turns',
      'total_tokens',
      'cost_usd',
      'commands',
      'failures',
      'project',
      'model',
      'client',
    ],
  },
  top: {
    query: 'top_threads',
    columns: [
      'thread_id',
      'cost_usd',
      'total_tokens',
      'turns',
      'tool_calls',
      'failed_tool_calls',
      'compactions',
      'subagents',
      'retries',
      'turn_time_ms',
      'project',
      'model',
    ],
    barOf: 'cost_usd',
  },
  turns: { query: 'turns', barOf: 'turns' },
  tools: {
    query: 'tools',
    columns: [
      'tool_name',
      'tool_kind',
      'calls',
      'failed',
      'rejected',
      'duration_p50_ms',
      'duration_p95_ms',
      'execution_p50_ms',
      'wait_p50_ms',
      'server',
    ],
    barOf: 'calls',
  },
  approvals: { query: 'approvals', totals: ['reviews', 'wait_total_ms'], barOf: 'reviews' },
  guardian: { query: 'guardian', asList: true },
  audit: {
    query: 'audit',
    params: { limit: '50' },
    columns: [
      'decided_at',
      'reviewer',
      'outcome',
      'subject_kind',
      'subject_name',
      'wait_ms',
      'risk_level',
      'thread_id',
    ],
  },
  subagents: {
    query: 'subagents',
    columns: ['root_thread_id', 'thread_id', 'subagent_source', 'turns', 'total_tokens', 'tree_tokens', 'tool_calls'],
  },
  compactions: { query: 'compactions' },
  hooks: { query: 'hooks', barOf: 'runs' },
  extensions: { query: 'extensions', barOf: 'uses' },
  lines: {
    query: 'accepted_lines',
    totals: ['turns', 'added_lines', 'deleted_lines'],
    barOf: 'added_lines',
  },
  health: {
    query: 'data_health',
    columns: [
      'source',
      'machines',
      'threads',
      'events',
      'counted_events',
      'set_aside_events',
      'missing_events',
      'last_at',
      'delay_p95_ms',
    ],
  },
};
