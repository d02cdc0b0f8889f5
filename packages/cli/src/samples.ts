import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Made by `scripts/gen-samples.ts` from the recordings: one `{"envelope":…,"event":…}` a line, by time. */
const samplesFile = new URL('../samples/samples.jsonl.gz', import.meta.url);

/** How long before now the last sample seems to have happened. */
const lastBeforeNowMs = 3_600_000;

/**
 * The bundled samples as lines of `POST /v1/events`, moved in time so that they end an hour ago: recordings that are
 * months old would lie outside of every range that the page shows at first.
 */
export async function readSamples(nowMs: number): Promise<readonly string[]> {
  const lines = gunzipSync(await readFile(samplesFile))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const lastAtMs = Math.max(...lines.map(occurredAtMs));
  // Whole seconds, because some fields count in seconds and must move by the same span.
  const byMs = Math.floor((nowMs - lastBeforeNowMs - lastAtMs) / 1000) * 1000;
  return lines.map((line) => moveInTime(line, byMs));
}

/** The moment of an enveloped event, read from its line. */
export function occurredAtMs(line: string): number {
  return Number(/"occurred_at_ms":(\d+)/.exec(line)?.[1] ?? 0);
}

/**
 * Moves every moment in a line of JSON: fields in milliseconds, fields in seconds, and the time inside of UUIDs of version
 * 7 (ids of threads and turns say their day). Works on the text, because names alone tell a moment from another number.
 */
export function moveInTime(line: string, byMs: number): string {
  return line
    .replace(/"(\w+_at_ms)":(\d+)/g, (_, name: string, ms: string) => `"${name}":${Number(ms) + byMs}`)
    .replace(/"(created_at|started_at|completed_at)":([1-9]\d*)/g, (_, name: string, seconds: string) => {
      return `"${name}":${Number(seconds) + Math.trunc(byMs / 1000)}`;
    })
    .replace(
      /\b([0-9a-f]{8})-([0-9a-f]{4})(-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\b/g,
      (_, high: string, low: string, rest: string) => {
        const moved = (Number.parseInt(high + low, 16) + byMs).toString(16).padStart(12, '0');
        return `${moved.slice(0, 8)}-${moved.slice(8)}${rest}`;
      },
    );
}
