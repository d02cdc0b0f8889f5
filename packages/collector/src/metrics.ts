/** One number for Prometheus. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

/** Prometheus text, version 0.0.4. */
export function encodeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, help, kind, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${kind}`,
        ...values.map(({ labels = {}, value }) => `${name}${encodeLabels(labels)} ${value}`),
        '',
      ].join('\n'),
    )
    .join('');
}

function encodeLabels(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  return `{${entries.map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '')}"`).join(',')}}`;
}

/** Counts of the doors since the start. */
export interface DoorCounters {
  count(door: string, status: number, events: number, durationMs: number): void;
  metrics(): readonly Metric[];
}

/** Counters that begin at 0. */
export function createDoorCounters(): DoorCounters {
  const requests = new Map<string, { readonly door: string; readonly status: string; value: number }>();
  const events = new Map<string, number>();
  const seconds = new Map<string, number>();
  return {
    count(door, status, eventCount, durationMs) {
      const key = `${door} ${status}`;
      const entry = requests.get(key) ?? { door, status: String(status), value: 0 };
      entry.value++;
      requests.set(key, entry);
      events.set(door, (events.get(door) ?? 0) + eventCount);
      seconds.set(door, (seconds.get(door) ?? 0) + durationMs / 1000);
    },
    metrics: () => [
      {
        name: 'tacho_door_requests_total',
        help: 'Requests to the doors for events, by status.',
        kind: 'counter',
        values: [...requests.values()].map(({ door, status, value }) => ({ labels: { door, status }, value })),
      },
      {
        name: 'tacho_door_events_total',
        help: 'Events in requests that were answered with 200.',
        kind: 'counter',
        values: [...events].map(([door, value]) => ({ labels: { door }, value })),
      },
      {
        name: 'tacho_door_seconds_total',
        help: 'Time from the arrival of a request to its answer, summed.',
        kind: 'counter',
        values: [...seconds].map(([door, value]) => ({ labels: { door }, value })),
      },
    ],
  };
}
