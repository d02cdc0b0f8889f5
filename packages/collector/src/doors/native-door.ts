import { CollectorError } from '../errors.js';
import { limits } from '../limits.js';
import { isTooDeep } from './check-event.js';
import type { DoorDependencies } from './events-door.js';

/** Path of the native form below any prefix, as the real Codex appends it to its base. */
export const nativePath = '/codex/analytics-events/events';

/** The same, without what is remembered of ids: events of this door bring none. */
export interface NativeDoorDependencies extends Omit<DoorDependencies, 'recent'> {
  /** Id of a body: its events carry none. Never given twice. */
  readonly nextBodyId: () => string;
}

/** Takes a body `{"events":[…]}`. Settles when its events are synced, with their number; a bad one does not cost its neighbours. */
export async function acceptNative(
  body: Buffer,
  account: string,
  dependencies: NativeDoorDependencies,
): Promise<number> {
  const { log, checkEvent, deadLetters, heard, clock, nextBodyId } = dependencies;
  const events = parseEvents(body.toString('utf8'));
  if (events === null) throw new CollectorError('body_unreadable');
  if (events.length > limits.eventsPerBodyMax) throw new CollectorError('body_too_large');
  const kept: string[] = [];
  for (const value of events) {
    const checked = checkEvent(value, 'wire');
    if (checked.status === 'rejected') {
      // What is nested without end cannot be written; its body is as near as we get.
      const bytes = isTooDeep(value) ? body.length : JSON.stringify(value).length;
      deadLetters.add({ account, door: 'native', reason: checked.reason, bytes, value });
      continue;
    }
    const line = JSON.stringify(checked.event);
    if (line.length <= limits.eventBytesMax) kept.push(line);
    else deadLetters.add({ account, door: 'native', reason: 'event: too long', bytes: line.length, value });
  }
  if (kept.length === 0) return 0;
  const receivedAtMs = clock();
  await log.append({ account, door: 'native', received_at_ms: receivedAtMs, id: nextBodyId() }, [
    Buffer.from(`${kept.join('\n')}\n`, 'utf8'),
  ]);
  heard.note('native', null, receivedAtMs);
  return kept.length;
}

function parseEvents(text: string): readonly unknown[] | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('events' in body) || !Array.isArray(body.events)) return null;
    return body.events;
  } catch {
    return null;
  }
}
