import type { EventSource } from '@tachograph/client/envelope';

/** An event as a test sends it; everything has a default. */
export interface TestLine {
  readonly id: string;
  readonly thread?: string;
  readonly turn?: string | null;
  readonly source?: EventSource;
  readonly type?: string;
  readonly atMs?: number;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly envelope?: Readonly<Record<string, unknown>>;
}

/** A thread of 2026-11-20. */
export const threadA = '01a1f864-242f-79e3-8c6a-57e0705b79c2';
/** A thread of 2026-01-27. */
export const threadB = '019c0000-0000-7000-8000-00000000000b';

/** One line of `POST /v1/events`. */
export function lineOf(event: TestLine): string {
  return JSON.stringify({
    envelope: {
      v: 1,
      delivery_id: event.id,
      occurred_at_ms: event.atMs ?? 1_795_168_674_928,
      source: event.source ?? 'tap',
      ...event.envelope,
    },
    event: {
      event_type: event.type ?? 'codex_hook_run',
      event_params: {
        thread_id: event.thread ?? threadA,
        turn_id: event.turn === undefined ? 'turn-1' : event.turn,
        ...event.params,
      },
    },
  });
}

/** A body of lines. */
export function bodyOf(events: readonly TestLine[]): Buffer {
  return Buffer.from(`${events.map(lineOf).join('\n')}\n`, 'utf8');
}
