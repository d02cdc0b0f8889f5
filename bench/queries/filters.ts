const dayMs = 24 * 60 * 60 * 1000;

/** Filters of a query by the names of the command line. */
export type Filters = Readonly<Record<string, string>>;

/** Each filter alone, counted back from the latest event. Moments lie within a quarter of an hour, the harder case. */
export function singles(lastMs: number): Readonly<Record<string, Filters>> {
  return {
    'since 24 h': { since: daysBefore(lastMs, 1) },
    'since 7 days': { since: daysBefore(lastMs, 7) },
    'since 30 days': { since: daysBefore(lastMs, 30) },
    until: { until: daysBefore(lastMs, 31) },
    project: { project: 'project-7' },
    client: { client: 'codex_vscode' },
    model: { model: 'gpt-5.5' },
    'thread source': { thread_source: 'user' },
    account: { account: 'local' },
    'time zone': { tz: 'Asia/Kolkata' },
  };
}

/** Several at once. */
export function mixes(lastMs: number): Readonly<Record<string, Filters>> {
  return {
    'project and model': { project: 'project-7,project-8', model: 'gpt-5.5' },
    'since 30 days, client, model': { since: daysBefore(lastMs, 30), client: 'codex_vscode', model: 'gpt-5.5' },
    'a fortnight, project, client, account, time zone': {
      since: daysBefore(lastMs, 45),
      until: daysBefore(lastMs, 31),
      project: 'project-1,project-2,project-3',
      client: 'codex_vscode,codex_cli_rs',
      account: 'local',
      tz: 'Asia/Kolkata',
    },
  };
}

function daysBefore(lastMs: number, days: number): string {
  return new Date(lastMs - days * dayMs).toISOString();
}
