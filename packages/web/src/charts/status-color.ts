import type { TimeSeries } from './time-plot.js';

/** What became of something has the same colour on every board. */
const colors: Readonly<Record<string, string>> = {
  completed: 'var(--series-3)',
  approved: 'var(--series-3)',
  approved_for_session: 'var(--series-7)',
  approved_by_rule: 'var(--series-4)',
  failed: 'var(--series-2)',
  denied: 'var(--series-2)',
  rejected: 'var(--series-5)',
  blocked: 'var(--series-5)',
  timed_out: 'var(--series-8)',
  failed_closed: 'var(--series-8)',
  interrupted: 'var(--series-other)',
  aborted: 'var(--series-other)',
  stopped: 'var(--series-4)',
};

/** In the order in which charts stack them: what went well stands at the bottom. */
const order = Object.keys(colors);

/** Series whose labels are statuses, in their colours and in their order. */
export function asStatuses(series: readonly TimeSeries[]): readonly TimeSeries[] {
  return series.map((one) => ({ ...one, color: statusColor(one.label) })).sort((a, b) => byStatus(a.label, b.label));
}

/** Colour of a status, as it is on the wire or in words. */
export function statusColor(status: string): string {
  return colors[status.replaceAll(' ', '_')] ?? 'var(--series-6)';
}

/** Sorts by status, what went well first. */
export function byStatus(a: string, b: string): number {
  const place = (status: string): number => {
    const at = order.indexOf(status.replaceAll(' ', '_'));
    return at < 0 ? order.length : at;
  };
  return place(a) - place(b);
}
