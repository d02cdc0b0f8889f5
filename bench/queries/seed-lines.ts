import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const recordings = fileURLToPath(new URL('../../../fixtures/0.169.0', import.meta.url));

/** Moment at which every seed begins. */
export const seedAtMs = Date.UTC(2026, 0, 1);

interface RecordedEvent {
  readonly event_type: string;
  readonly event_params: Readonly<Record<string, unknown>>;
}

/**
 * The events that the real Codex sent in all recordings, as lines of `POST /v1/events`, with their times counted from the
 * start of their recording; and answers of models for every second turn, as a tap tells them.
 */
export function seedLines(): readonly string[] {
  const lines: string[] = [];
  const add = (event: RecordedEvent, atMs: number): void => {
    const envelope = {
      v: 1,
      delivery_id: `seed.${lines.length}`,
      occurred_at_ms: atMs,
      source: 'tap',
      project: 'shop',
    };
    lines.push(JSON.stringify({ envelope: { ...envelope, machine_id: 'seed', wire_version: '0.169.0' }, event }));
  };
  for (const name of readdirSync(recordings).sort()) {
    const recorded = readRecording(join(recordings, name, 'analytics.jsonl'));
    const firstMs = recorded[0]?.atMs ?? 0;
    for (const [at, { event, atMs }] of recorded.entries()) {
      const sinceFirstMs = seedAtMs + atMs - firstMs;
      for (const call of callsOf(event)) add(call, sinceFirstMs);
      if (event.event_type !== 'codex_turn_event' || at % 2 === 0) continue;
      for (const answer of answersOf(event)) add(answer, sinceFirstMs);
    }
  }
  return lines;
}

function readRecording(path: string): readonly { readonly event: RecordedEvent; readonly atMs: number }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly t: number; readonly event?: Partial<RecordedEvent> })
    .flatMap(({ t, event }) =>
      typeof event?.event_type === 'string' ? [{ event: event as RecordedEvent, atMs: t }] : [],
    );
}

/** The recordings have short turns: where one command ran, half a dozen run in practice. */
function callsOf(event: RecordedEvent): readonly RecordedEvent[] {
  const item = event.event_params['item_id'];
  if (event.event_type !== 'codex_command_execution_event' || typeof item !== 'string') return [event];
  return [0, 1, 2, 3, 4, 5].map((n) => ({
    ...event,
    event_params: { ...event.event_params, item_id: n === 0 ? item : `${item}.${n}` },
  }));
}

/** Four uses of a model that a turn might have had. */
function answersOf({ event_params: turn }: RecordedEvent): readonly RecordedEvent[] {
  return [1, 2, 3, 4].map((n) => ({
    event_type: 'tacho_model_response',
    event_params: {
      thread_id: turn['thread_id'],
      turn_id: turn['turn_id'],
      root_thread_id: turn['thread_id'],
      response_id: null,
      model: turn['model'] ?? 'gpt-5.5',
      input_tokens: 9000 * n,
      cached_input_tokens: 4000 * n,
      cache_write_input_tokens: null,
      output_tokens: 300 * n,
      reasoning_output_tokens: 100 * n,
      purpose: n === 4 ? 'compaction' : turn['subagent_source'] === null ? 'turn' : 'subagent',
      occurred_at_ms: seedAtMs,
    },
  }));
}
