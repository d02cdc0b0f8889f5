import type { SeenEvent } from './analytics-sink.js';

/** The events that a command wrote, one a line. */
export function parseEventLines(text: string): readonly SeenEvent[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): SeenEvent => JSON.parse(line));
}

/** What makes an event the same one for two tellers. */
export function identityOf({ event_type, event_params }: SeenEvent): string {
  const { thread_id, turn_id, item_id, review_id } = event_params;
  return [event_type, thread_id, turn_id, item_id, review_id].map((id) => id ?? '-').join(' ');
}

/** The same of many, sorted: equal lists hold the same events, none twice. */
export function identitiesOf(events: readonly SeenEvent[]): readonly string[] {
  return events.map(identityOf).sort();
}
