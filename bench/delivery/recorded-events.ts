import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WireEvent } from '@tachograph/client/envelope';

/** The key that tells one event of a benchmark from all others. */
export const numberKey = 'bench_n';

/** Numbers from here on are those of events whose loss is not counted. */
export const uncounted = 1_000_000_000;

const recordings = fileURLToPath(new URL('../../../fixtures/0.169.0', import.meta.url));

/** Events that the real Codex sent, as texts; those whose length lies within the bounds. */
export function recordedEvents(bytesMin = 0, bytesMax = Number.POSITIVE_INFINITY): readonly string[] {
  return readdirSync(recordings)
    .map((name) => join(recordings, name, 'analytics.jsonl'))
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly event?: Partial<WireEvent> }).event)
    .filter((event) => typeof event?.event_type === 'string')
    .map((event) => JSON.stringify(event))
    .filter((text) => text.length >= bytesMin && text.length <= bytesMax);
}

/** Fresh events from `first` on, each with its number, and each an object of its own, as a program makes them. */
export function numberedEvents(first: number, count: number): readonly WireEvent[] {
  const texts = recordedEvents(1100, 1600);
  return Array.from({ length: count }, (_, i) => {
    const text = texts[(first + i) % texts.length]!;
    return JSON.parse(text.replace('"event_params":{', `"event_params":{"${numberKey}":${first + i},`)) as WireEvent;
  });
}
