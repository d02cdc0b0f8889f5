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

/** The boards of `tacho report`, by name; the first is shown when none is named. */
export const reportBoards: Readonly<Record<string, ReportBoard>> = {
  daily: {
    query: 'daily',
    columns: ['day', 'threads', 'turns', 'total_tokens', 'commands', 'failures'],
    totals: ['turns', 'total_tokens', 'commands', 'failures'],
    barOf: 'total_tokens',
  },
  overview: { query: 'overview', asList: true },
  threads: {
    query: 'threads',
    params: { limit: '40' },
    columns: ['last_at', 'thread_id', 'turns', 'total_tokens', 'commands', 'failures', 'project', 'model', 'client'],
  },
};
