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
  /** Columns of a thread and of the one that started it: threads stand indented below their parents. */
  readonly tree?: { readonly id: string; readonly parent: string };
  /** Boards that a terminal shows below this one. */
  readonly below?: readonly ReportBoard[];
  /** Heads that differ from {@link shortHeads}. */
  readonly heads?: Readonly<Record<string, string>>;
}

/** What columns are called in a terminal, where the name says more than there is room for. */
const shortHeads: Readonly<Record<string, string>> = {
  thread_id: 'thread',
  root_thread_id: 'root',
  last_at: 'last seen',
  decided_at: 'decided',
  total_tokens: 'tokens',
  cost_usd: 'cost',
  input_tokens: 'input',
  cached_input_tokens: 'cached',
  output_tokens: 'output',
  cache_hit_ratio: 'cache hits',
  tool_calls: 'tools',
  failed_tool_calls: 'failed',
  turn_time_ms: 'time',
  duration_p50_ms: 'median',
  duration_p95_ms: 'p95',
  execution_p50_ms: 'exec',
  wait_p50_ms: 'wait',
  wait_p95_ms: 'wait p95',
  wait_total_ms: 'waited',
  wait_ms: 'wait',
  from_ms: 'from',
  subagent_source: 'kind',
  tree_tokens: 'of the tree',
  subject_kind: 'asked for',
  subject_name: 'name',
  risk_level: 'risk',
  before_p50_tokens: 'before',
  after_p50_tokens: 'after',
  freed_tokens: 'freed',
  counted_events: 'counted',
  set_aside_events: 'set aside',
  missing_events: 'missing',
  delay_p50_ms: 'delay',
  delay_p95_ms: 'delay p95',
  delay_max_ms: 'longest',
  duplicate_events: 'resent',
  oldest_missing_at: 'missing since',
  added_lines: 'added',
  deleted_lines: 'deleted',
  tool_name: 'tool',
  tool_kind: 'kind',
  hook_name: 'hook',
  hook_source: 'from',
  extension_kind: 'kind',
  error_kind: 'error',
  status: 'ended',
  terminal_status: 'ended',
  failure_kind: 'reason',
};

/** Head of each column of a board. */
export function headsOf(board: ReportBoard): Readonly<Record<string, string>> {
  return { ...shortHeads, ...board.heads };
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
  heads: { key: by.replaceAll('_', ' ') },
});

/** What is odd about the events. */
const anomalies: ReportBoard = {
  query: 'anomalies',
  columns: ['anomaly', 'detail', 'events', 'threads', 'last_at'],
  totals: ['events'],
};

/** The boards of `tacho report`, by name; the first is shown when none is named. */
export const reportBoards: Readonly<Record<string, ReportBoard>> = {
  daily: {
    query: 'daily',
    columns: ['day', 'threads', 'turns', 'total_tokens', 'cost_usd', 'failures', 'commands'],
    totals: ['turns', 'total_tokens', 'commands', 'failures', 'cost_usd'],
    barOf: 'total_tokens',
  },
  overview: { query: 'overview', asList: true },
  models: tokensBy('model'),
  projects: tokensBy('project'),
  clients: tokensBy('client'),
  sources: tokensBy('thread_source'),
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
      'failures',
      'project',
      'model',
      'commands',
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
  'top-turns': {
    query: 'top_turns',
    columns: [
      'thread_id',
      'cost_usd',
      'total_tokens',
      'uses',
      'tool_calls',
      'failed_tool_calls',
      'compactions',
      'duration_ms',
      'status',
      'model',
    ],
    heads: { duration_ms: 'time' },
    barOf: 'cost_usd',
  },
  turns: {
    query: 'turns',
    columns: ['status', 'error_kind', 'turns', 'duration_p50_ms', 'duration_p95_ms', 'tool_calls', 'steered', 'steers'],
    totals: ['turns', 'tool_calls', 'steered', 'steers'],
    barOf: 'turns',
  },
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
  failures: {
    query: 'tool_failures',
    columns: ['tool_kind', 'terminal_status', 'failure_kind', 'calls'],
    totals: ['calls'],
    barOf: 'calls',
  },
  approvals: { query: 'approvals', totals: ['reviews', 'wait_total_ms'], barOf: 'reviews' },
  subjects: {
    query: 'approval_subjects',
    columns: ['subject_kind', 'subject_name', 'reviews', 'approved', 'denied', 'aborted', 'wait_p50_ms', 'wait_p95_ms'],
    totals: ['reviews', 'approved', 'denied', 'aborted'],
    barOf: 'reviews',
  },
  waits: { query: 'approval_waits', barOf: 'reviews' },
  guardian: { query: 'guardian', asList: true },
  risks: {
    query: 'guardian_subjects',
    columns: ['action', 'risk_level', 'reviews', 'approved', 'denied', 'latency_p50_ms'],
    heads: { latency_p50_ms: 'median' },
    barOf: 'reviews',
  },
  audit: {
    query: 'audit',
    params: { limit: '50' },
    columns: [
      'decided_at',
      'subject_kind',
      'reviewer',
      'outcome',
      'thread_id',
      'wait_ms',
      'risk_level',
      'subject_name',
    ],
  },
  subagents: {
    query: 'subagents',
    columns: [
      'thread_id',
      'subagent_source',
      'turns',
      'total_tokens',
      'tree_tokens',
      'tool_calls',
      'failures',
      'model',
      'last_at',
    ],
    heads: { subagent_source: 'started as' },
    tree: { id: 'thread_id', parent: 'parent_thread_id' },
  },
  compactions: {
    query: 'compactions',
    columns: [
      'reason',
      'status',
      'compactions',
      'freed_tokens',
      'before_p50_tokens',
      'after_p50_tokens',
      'duration_p50_ms',
      'duration_p95_ms',
      'phase',
      'trigger',
    ],
    heads: { compactions: 'count' },
    totals: ['compactions', 'freed_tokens'],
  },
  hooks: {
    query: 'hooks',
    columns: ['hook_name', 'runs', 'completed', 'blocked', 'stopped', 'failed', 'threads', 'hook_source'],
    barOf: 'runs',
  },
  extensions: {
    query: 'extensions',
    columns: ['name', 'extension_kind', 'uses', 'explicit', 'implicit', 'mentions', 'threads', 'last_at', 'origin'],
    barOf: 'uses',
  },
  lines: {
    query: 'accepted_lines',
    totals: ['turns', 'added_lines', 'deleted_lines'],
    barOf: 'added_lines',
  },
  anomalies,
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
      'delay_max_ms',
      'duplicate_events',
      'oldest_missing_at',
    ],
    below: [
      {
        query: 'overview',
        columns: ['unpriced_tokens'],
        asList: true,
        heads: { unpriced_tokens: 'tokens without price' },
      },
      anomalies,
    ],
  },
};
