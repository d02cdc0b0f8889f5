import type { SeenEvent } from './analytics-sink.js';
import type { RunningCollector } from './collector.js';

/** The events that count in the store of a collector, as they were on the wire. */
export async function storedEvents(collector: RunningCollector): Promise<readonly SeenEvent[]> {
  const rows = await collector.sql('SELECT event_type, props FROM counted_events LIMIT 10000');
  return rows.map(({ event_type, props }) => ({
    event_type: String(event_type),
    event_params: JSON.parse(String(props)),
  }));
}
