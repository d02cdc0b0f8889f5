import { promotedColumns } from '../../packages/collector/src/store/promoted-columns.js';
import type { SeenEvent } from './analytics-sink.js';
import type { Row, RunningCollector } from './collector.js';

/** The events that count in the store of a collector, put together again as they were on the wire. */
export async function storedEvents(collector: RunningCollector): Promise<readonly SeenEvent[]> {
  const rows = await collector.sql('SELECT * FROM counted_events LIMIT 10000');
  return rows.map(eventOfRow);
}

/** A value with a column of its own was taken out of `props`; there is no second copy of it. */
function eventOfRow(row: Row): SeenEvent {
  const params: Record<string, unknown> = JSON.parse(String(row['props']));
  for (const { column, paths } of promotedColumns) {
    const [path] = paths;
    if (path !== undefined && row[column] !== null && row[column] !== undefined) put(params, path, row[column]);
  }
  return { event_type: String(row['event_type']), event_params: params };
}

function put(target: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  const inner = target[key];
  if (rest.length === 0) target[key] = value;
  else if (isRecord(inner)) put(inner, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
