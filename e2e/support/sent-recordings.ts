import { readSamples } from '@tachograph/cli';

import type { RunningCollector } from './collector.js';
import type { SentEvent } from './sum-events.js';

const projects = ['acme/shop', 'acme/docs', 'acme/inventory'] as const;
const clients = ['codex_vscode', 'codex_exec'] as const;

/** A model that no list of prices knows. */
const unpricedModel = 'house-model';

/** Sends what the reducer makes of recordings, answers of models included, from several projects and clients; gives what it sent. */
export async function sentRecordings(collector: RunningCollector): Promise<readonly SentEvent[]> {
  const events = (await readSamples(Date.now())).map((line) => varied(JSON.parse(line) as SentEvent));
  const response = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${collector.token}` },
    body: events.map((one) => JSON.stringify(one)).join('\n'),
  });
  const text = await response.text();
  if (!response.ok || text.includes('rejected'))
    throw new Error(`the door answered ${response.status}: ${text.slice(0, 300)}`);
  return events;
}

/** All events of one recording stay together: they are of the same threads. */
function varied({ envelope, event }: SentEvent): SentEvent {
  const recording = String(envelope['delivery_id']).split('.')[1] ?? '';
  const place = [...recording].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const model = recording === 'mcp' ? unpricedModel : String(envelope['model'] ?? '');
  const params = recording === 'mcp' && 'model' in event.event_params ? { model } : {};
  return {
    envelope: {
      ...envelope,
      ...(model === '' ? {} : { model }),
      project: projects[place % projects.length] ?? '',
      client: clients[place % clients.length] ?? '',
    },
    event: { ...event, event_params: { ...event.event_params, ...params } },
  };
}
