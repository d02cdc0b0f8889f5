import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { RunningCollector } from './collector.js';
import { repoRoot } from './scratch.js';

type RecordedEvent = { readonly event_type: string; readonly event_params: Readonly<Record<string, unknown>> };

/** How many events one request carries. */
const batchEvents = 100;

/** Sends what the real Codex sent in every recording to the collector, as the real Codex would. Gives their number. */
export async function feedRecordings(collector: RunningCollector): Promise<number> {
  const events = recordedEvents();
  for (let at = 0; at < events.length; at += batchEvents) {
    const response = await fetch(`${collector.url}/codex/analytics-events/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events: events.slice(at, at + batchEvents) }),
    });
    if (!response.ok) throw new Error(`the native door answered ${response.status}`);
  }
  return events.length;
}

/** What a page would run if it took names for markup. */
export const canary = '<img src=x onerror="globalThis.canary=1"><script>globalThis.canary=2</script>\'"`{{7*7}}';

/**
 * Sends a copy of each type of event whose names are hostile, and one for each of its texts where that text alone is; the
 * door refuses those that must be one of a few words. Under another name it is another delivery.
 */
export async function postCanaries(collector: RunningCollector, name = 'canary'): Promise<void> {
  const kinds = new Map(recordedEvents().map((event) => [event.event_type, event]));
  // One of a version that does not exist yet, so that something is odd, too.
  const tomorrow: RecordedEvent = { event_type: 'codex_of_tomorrow', event_params: { thread_id: 'canary' } };
  const copies = [...kinds.values(), tomorrow].flatMap((event) => [
    { ...hostile(event), ...('skill_name' in event ? { skill_name: canary } : {}) },
    ...textsOf(event.event_params).map((path) => ({
      ...event,
      event_params: withCanary(
        { ...event.event_params, ...(path[0] === 'thread_id' ? {} : { thread_id: 'canary' }) },
        path,
      ),
    })),
  ]);
  const lines = copies.map((event, index) =>
    JSON.stringify({
      envelope: {
        v: 1,
        delivery_id: `${name}-${index}`,
        occurred_at_ms: Date.now() - 60_000,
        source: 'tap',
        project: canary,
        client: canary,
        model: canary,
      },
      event,
    }),
  );
  const response = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${collector.token}` },
    body: lines.join('\n'),
  });
  if (!response.ok) throw new Error(`the door answered ${response.status}`);
}

/** Ids and texts of the parameters that a repository, a client or a model chooses. */
const chosenByOthers =
  /^(model|model_slug|tool_name|mcp_.*_name|dynamic_tool_name|subject_name|app_name|plugin_name|plugin_id|hook_name|thread_source|turn_error|codex_error_kind)$/;

function hostile(event: RecordedEvent): RecordedEvent {
  const params = Object.entries(event.event_params).map(([name, value]) => {
    if (name === 'thread_id' || name === 'session_id') return [name, 'canary'];
    return [name, chosenByOthers.test(name) ? canary : value];
  });
  return { ...event, event_params: Object.fromEntries(params) as Record<string, unknown> };
}

type Params = Readonly<Record<string, unknown>>;

/** Where texts stand in the parameters of an event. */
function textsOf(params: Params): readonly (readonly string[])[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (typeof value === 'string') return [[name]];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return textsOf(value as Params).map((path) => [name, ...path]);
  });
}

function withCanary(params: Params, [name = '', ...rest]: readonly string[]): Params {
  return { ...params, [name]: rest.length === 0 ? canary : withCanary(params[name] as Params, rest) };
}

function recordedEvents(): readonly RecordedEvent[] {
  const fixtures = join(repoRoot, 'fixtures');
  return readdirSync(fixtures).flatMap((version) =>
    readdirSync(join(fixtures, version)).flatMap((scenario) =>
      readFileSync(join(fixtures, version, scenario, 'analytics.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { readonly event: RecordedEvent }).event),
    ),
  );
}
