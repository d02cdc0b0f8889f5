/** Values cut out of the bytes of a line without parsing it. What is wanted holds nothing that JSON escapes. */
import type { TokenCounts } from './token-use.js';

/** The text behind `key`, up to its quote; null when the line has no such key. */
export function stringIn(bytes: Buffer, key: Buffer, from: number, end: number): string | null {
  const at = placeBehind(bytes, key, from, end);
  if (at === -1) return null;
  const close = bytes.indexOf(quote, at);
  return close === -1 || close >= end ? null : bytes.toString('latin1', at, close);
}

/** Where the bytes behind `key` begin; -1 when the line has no such key. */
export function placeBehind(bytes: Buffer, key: Buffer, from: number, end: number): number {
  const at = bytes.indexOf(key, from);
  return at === -1 || at >= end ? -1 : at + key.length;
}

/** The counts of an object whose first key begins at `from`: names and whole numbers, in any order. */
export function countsIn(bytes: Buffer, from: number, end: number): TokenCounts {
  let inputTokens = 0;
  let cachedInputTokens = 0;
  let cacheWriteInputTokens = 0;
  let outputTokens = 0;
  let reasoningOutputTokens = 0;
  for (let at = from; at < end && bytes[at] === quote;) {
    const name = at + 1;
    const close = bytes.indexOf(quote, name);
    if (close === -1) break;
    at = close + 2;
    let value = 0;
    for (let byte = bytes[at]!; byte >= zero && byte <= nine; byte = bytes[++at]!) value = value * 10 + byte - zero;
    // the names differ in their length, but for one pair
    const length = close - name;
    if (length === 12 && bytes[name] === letterI) inputTokens = value;
    else if (length === 19) cachedInputTokens = value;
    else if (length === 24) cacheWriteInputTokens = value;
    else if (length === 13) outputTokens = value;
    else if (length === 23) reasoningOutputTokens = value;
    if (bytes[at] !== comma) break;
    at++;
  }
  return { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens };
}

/** The moment that a line begins with (`{"timestamp":"2026-11-20T09:57:54.909Z"`), in Unix milliseconds. */
export function lineTime(bytes: Buffer, start: number): number {
  const at = start + 14;
  if (bytes[at + 10] !== letterT || bytes[at + 23] !== letterZ)
    return Date.parse(bytes.toString('latin1', at, at + 24));
  const two = (place: number) => (bytes[at + place]! - zero) * 10 + bytes[at + place + 1]! - zero;
  const ms = (bytes[at + 20]! - zero) * 100 + two(21);
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), ms);
}

const quote = 34;
const comma = 44;
const zero = 48;
const nine = 57;
const letterI = 105;
const letterT = 84;
const letterZ = 90;
