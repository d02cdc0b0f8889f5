import type { WireEvent } from '@tachograph/client/envelope';

import { recordedEvents } from '../delivery/recorded-events.js';

/** Makes bodies of `POST /v1/events` that never repeat: ids are written over in a copy, so that making one costs nearly nothing. */
export interface BodyMaker {
  readonly next: () => Buffer;
  readonly bytesPerEvent: number;
}

/** Bodies that share a thread: real threads have some dozens of events. */
const eventsPerThread = 100;
const hexDigits = 12;
const idDigits = 12;

interface Template {
  readonly bytes: Buffer;
  /** Places of delivery ids and of the last digits of ids of threads. */
  readonly deliveryIds: readonly number[];
  readonly threadIds: readonly number[];
}

/** Bodies of so many recorded events each; `instance` tells their ids from those of other makers. */
export function createBodyMaker(eventsPerBody: number, instance: string): BodyMaker {
  const templates = templatesOf(eventsPerBody, instance);
  let bodies = 0;
  let events = 0;
  return {
    next() {
      const template = templates[bodies++ % templates.length]!;
      const body = Buffer.from(template.bytes);
      for (const at of template.deliveryIds) body.write(String(events++).padStart(idDigits, '0'), at, 'latin1');
      const thread = Math.floor(events / eventsPerThread)
        .toString(16)
        .padStart(hexDigits, '0');
      for (const at of template.threadIds) body.write(thread, at, 'latin1');
      return body;
    },
    bytesPerEvent: templates.reduce((sum, { bytes }) => sum + bytes.length, 0) / (templates.length * eventsPerBody),
  };
}

function templatesOf(eventsPerBody: number, instance: string): readonly Template[] {
  const lines = recordedEvents().map((text) => {
    const event = JSON.parse(text) as WireEvent;
    const envelope = {
      v: 1,
      delivery_id: `${instance}.${'0'.repeat(idDigits)}`,
      occurred_at_ms: Date.now(),
      observed_at_ms: Date.now(),
      source: 'tap',
      source_version: '0.1.0',
      machine_id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      privacy: 'wire',
      wire_version: '0.169.0',
      project: 'shop',
      client: 'codex_cli_rs',
      model: 'gpt-5.5',
      thread_source: 'user',
      parent_thread_id: null,
      root_thread_id: null,
    };
    return `${JSON.stringify({ envelope, event })}\n`;
  });
  const count = Math.max(8, Math.ceil(lines.length / eventsPerBody));
  return Array.from({ length: count }, (_, i) => {
    const own = Array.from({ length: eventsPerBody }, (_line, j) => lines[(i * eventsPerBody + j) % lines.length]!);
    return templateOf(Buffer.from(own.join('')), instance);
  });
}

function templateOf(bytes: Buffer, instance: string): Template {
  const uuidLength = 36;
  const deliveryIds = placesBehind(bytes, `"delivery_id":"${instance}.`);
  const threadIds = placesBehind(bytes, '"thread_id":"').map((at) => at + uuidLength - hexDigits);
  return { bytes, deliveryIds, threadIds };
}

function placesBehind(bytes: Buffer, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at + text.length);
  return places;
}
