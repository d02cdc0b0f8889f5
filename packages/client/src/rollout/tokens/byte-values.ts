/** Values cut out of the bytes of a line without parsing it. What is wanted holds nothing that JSON escapes. */
import { parseObject } from '../json-value.js';
import { decodeTokens } from '../records/settings-records.js';
import { noTokens, type TokenCounts } from './token-use.js';

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

/**
 * The counts of an object whose first key begins at `from`: names and whole numbers, in any order. Names that are not known
 * are passed over; an object that holds anything but whole numbers is parsed.
 */
export function countsIn(bytes: Buffer, from: number, end: number): TokenCounts {
  let inputTokens = 0;
  let cachedInputTokens = 0;
  let cacheWriteInputTokens = 0;
  let outputTokens = 0;
  let reasoningOutputTokens = 0;
  for (let at = from; bytes[at] === quote; at++) {
    const name = at + 1;
    const close = bytes.indexOf(quote, name);
    const first = close + 2;
    at = first;
    let value = 0;
    for (let byte = bytes[at]!; byte >= zero && byte <= nine; byte = bytes[++at]!) value = value * 10 + byte - zero;
    const isWhole = at > first && (bytes[at] === comma || bytes[at] === closingBrace);
    if (close === -1 || bytes[close + 1] !== colon || at >= end || !isWhole) break;
    const length = close - name;
    if (isName(names.input, bytes, name, length)) inputTokens = value;
    else if (isName(names.cachedInput, bytes, name, length)) cachedInputTokens = value;
    else if (isName(names.cacheWriteInput, bytes, name, length)) cacheWriteInputTokens = value;
    else if (isName(names.output, bytes, name, length)) outputTokens = value;
    else if (isName(names.reasoningOutput, bytes, name, length)) reasoningOutputTokens = value;
    if (bytes[at] === closingBrace)
      return { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens };
  }
  return parsedCounts(bytes, from - 1, end);
}

/** Names differ in their length but for few: most calls end there. */
function isName(name: Buffer, bytes: Buffer, at: number, length: number): boolean {
  if (length !== name.length) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

/** The counts of the object that begins at `from`, whatever else it holds. */
function parsedCounts(bytes: Buffer, from: number, end: number): TokenCounts {
  const counts = decodeTokens(parseObject(bytes.toString('utf8', from, endOfObject(bytes, from, end))));
  if (counts === null) return noTokens;
  const { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens } = counts;
  return { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens };
}

/** The byte after the brace that closes the object at `from`. */
function endOfObject(bytes: Buffer, from: number, end: number): number {
  let depth = 0;
  let inString = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (inString && byte === backslash) at++;
    else if (byte === quote) inString = !inString;
    else if (inString) continue;
    else if (byte === openingBrace) depth++;
    else if (byte === closingBrace && --depth === 0) return at + 1;
  }
  return end;
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
const colon = 58;
const openingBrace = 123;
const closingBrace = 125;
const backslash = 92;
const letterT = 84;
const letterZ = 90;
const names = {
  input: Buffer.from('input_tokens'),
  cachedInput: Buffer.from('cached_input_tokens'),
  cacheWriteInput: Buffer.from('cache_write_input_tokens'),
  output: Buffer.from('output_tokens'),
  reasoningOutput: Buffer.from('reasoning_output_tokens'),
};
