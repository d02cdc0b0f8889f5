import { itemTypes } from './messages/item.js';
import { clientRequests, serverNotifications, serverRequests } from './methods.js';

/**
 * Tells by its first bytes whether the line `[start, end)` can matter, so that the rest (deltas and output chunks: most of the bytes) is never
 * parsed. False only when the method, or the type of the item, stands at the front where both codex and its clients write it
 * and is none that we read. In doubt true: a line that is parsed for nothing costs time, a line that is missed an event.
 */
export function mayMatter(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  if (!startsWith(bytes, methodFirst, start, end)) return true;
  const method = hashUntilQuote(bytes, start + methodFirst.length, end);
  if (method === null) return true;
  if (!readMethods.has(method.hash)) return false;
  if (!itemMethods.has(method.hash) || !startsWith(bytes, itemTypeNext, method.end, end)) return true;
  const type = hashUntilQuote(bytes, method.end + itemTypeNext.length, end);
  return type === null || readItemTypes.has(type.hash);
}

const encoder = new TextEncoder();
const methodFirst = encoder.encode('{"method":"');
const itemTypeNext = encoder.encode('","params":{"item":{"type":"');
const quote = 0x22;
const backslash = 0x5c;
const nameBytesMax = 80;

function startsWith(bytes: Uint8Array, prefix: Uint8Array, at: number, end: number): boolean {
  if (end < at + prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false;
  return true;
}

/** FNV-1a over a name, without making a string of it. Two names with one hash only cost a parse. */
function hashUntilQuote(bytes: Uint8Array, from: number, until: number): { hash: number; end: number } | null {
  let hash = 0x811c9dc5;
  const last = Math.min(until, from + nameBytesMax);
  for (let i = from; i < last; i++) {
    const byte = bytes[i]!;
    if (byte === quote) return { hash, end: i };
    if (byte === backslash) return null;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return null;
}

function hashesOf(names: readonly string[]): ReadonlySet<number> {
  return new Set(names.map((name) => hashUntilQuote(encoder.encode(`${name}"`), 0, Infinity)!.hash));
}

const readMethods = hashesOf([
  ...Object.keys(clientRequests),
  ...Object.keys(serverRequests),
  ...Object.keys(serverNotifications),
]);
const itemMethods = hashesOf(['item/started', 'item/completed']);
const readItemTypes = hashesOf(Object.keys(itemTypes));
