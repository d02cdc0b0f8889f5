/**
 * What a line is, read off its first bytes without parsing it. Codex writes every line as
 * `{"timestamp":"2026-11-20T09:57:54.909Z","type":"event_msg","payload":{"type":"token_count",…` (since 0.169 with an
 * `"ordinal":N` after the time). Names are compared by a rolling hash, so that nothing is allocated. A line of any other
 * shape is `unreadLine`: whoever asks then has to parse it, so the order of keys decides about speed and never about
 * the result.
 */

/** The kind of a line whose first bytes are not as expected. */
export const unreadLine = 0;

/** The kind of a line with this `type` and, for those that have one, this `payload.type`. */
export function lineKind(type: string, payloadType?: string): number {
  let hash = seed;
  for (const part of payloadType === undefined ? [type] : [type, payloadType]) {
    for (let i = 0; i < part.length; i++) hash = (Math.imul(hash, 31) + part.charCodeAt(i)) | 0;
    hash = (Math.imul(hash, 31) + slash) | 0;
  }
  return hash;
}

/** The kind of the line in `bytes` from `start` to `end`. */
export function lineKindOf(bytes: Uint8Array, start: number, end: number): number {
  // 13 bytes of `{"timestamp":` and a time of 24 in quotes
  let at = start + timeEnd;
  if (end - start < shortestLine || bytes[start] !== brace || bytes[start + 2] !== letterT || bytes[at] !== comma) {
    return unreadLine;
  }
  at += 2;
  if (bytes[at] === letterO) {
    at += 9; // ordinal":
    while (at < end && bytes[at] !== comma) at++;
    at += 2;
  }
  // type":"
  if (bytes[at] !== letterT || bytes[at + 4] !== quote) return unreadLine;
  at += 7;
  let hash = seed;
  while (at < end && bytes[at] !== quote) hash = (Math.imul(hash, 31) + bytes[at++]!) | 0;
  hash = (Math.imul(hash, 31) + slash) | 0;
  if (hash !== eventMsg && hash !== responseItem) return hash;
  // ","payload":{"type":"
  at += 14;
  if (bytes[at] !== letterT || bytes[at + 4] !== quote) return unreadLine;
  at += 7;
  while (at < end && bytes[at] !== quote) hash = (Math.imul(hash, 31) + bytes[at++]!) | 0;
  return (Math.imul(hash, 31) + slash) | 0;
}

const seed = 7;
const slash = 47;
const brace = 123;
const comma = 44;
const quote = 34;
const letterT = 116;
const letterO = 111;
const timeEnd = 39;
const shortestLine = 64;
const eventMsg = lineKind('event_msg');
const responseItem = lineKind('response_item');
