import type { RunningCollector } from './collector.js';

/** Events of one body: the door takes more, but a body is answered as a whole. */
const bodyEvents = 5_000;
const spanMs = 20 * 86_400_000;
const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;

/** Id of the n-th made thread: a UUIDv7 whose end tells it from the others. */
export function threadId(n: number): string {
  const time = timeOf(n).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(n * 2_654_435_761).toString(16).padStart(12, '0')}`;
}

/** Spread over three weeks, in no order. */
function timeOf(n: number): number {
  return endMs - spanMs + ((n * 7_919_000) % spanMs);
}

/** Delivers so many threads of one turn each, as a source would. */
export async function postThreads(collector: RunningCollector, count: number): Promise<void> {
  for (let from = 0; from < count; from += bodyEvents) {
    const lines: string[] = [];
    for (let n = from; n < Math.min(count, from + bodyEvents); n += 1) lines.push(useLine(n));
    const response = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${collector.token}` },
      body: lines.join('\n'),
    });
    const text = await response.text();
    if (!response.ok || text.includes('rejected'))
      throw new Error(`the door answered ${response.status}: ${text.slice(0, 300)}`);
  }
}

/** The smallest event that gives a thread a place in every list: one use of tokens. */
function useLine(n: number): string {
  const id = threadId(n);
  const atMs = timeOf(n);
  return JSON.stringify({
    envelope: {
      v: 1,
      delivery_id: `many.${n}`,
      occurred_at_ms: atMs,
      source: 'tap',
      project: `team/project-${n % 300}`,
      client: 'codex_vscode',
      model: 'gpt-5.5',
      thread_source: 'user',
    },
    event: {
      event_type: 'tacho_model_response',
      event_params: {
        thread_id: id,
        turn_id: id.replace('-7000-', '-7001-'),
        root_thread_id: id,
        response_id: null,
        model: 'gpt-5.5',
        input_tokens: 1_000 + (n % 977),
        cached_input_tokens: 500,
        cache_write_input_tokens: null,
        output_tokens: 100,
        reasoning_output_tokens: 10,
        purpose: 'turn',
        occurred_at_ms: atMs,
      },
    },
  });
}
