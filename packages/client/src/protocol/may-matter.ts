import { itemTypes } from './messages/item.js';
import { clientRequests, serverNotifications, serverRequests } from './methods.js';

/**
 * Tells by its first bytes whether a line can matter, so that the rest (deltas and output chunks: most of the bytes) is never
 * parsed. False only when the method, or the type of the item, stands at the front where both codex and its clients write it
 * and is none that we read. In doubt true: a line that is parsed for nothing costs time, a line that is missed an event.
 */
export function mayMatter(line: Uint8Array): boolean {
  if (!startsWith(line, methodFirst, 0)) return true;
  const method = hashUntilQuote(line, methodFirst.length);
  if (method === null) return true;
  if (!readMethods.has(method.hash)) return false;
  if (!itemMethods.has(method.hash) || !startsWith(line, itemTypeNext, method.end)) return true;
  const type = hashUntilQuote(line, method.end + itemTypeNext.length);
  return type === null || readItemTypes.has(type.hash);
}

const encoder = new TextEncoder();
const methodFirst = encoder.encode('{"method":"');
const itemTypeNext = encoder.encode('","params":{"item":{"type":"');
const quote = 0x22;
const backslash = 0x5c;
const nameBytesMax = 80;

function startsWith(line: Uint8Array, prefix: Uint8Array, at: number): boolean {
  if (line.length < at + prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (line[at + i] !== prefix[i]) return false;
  return true;
}

/** FNV-1a over a name, without making a string of it. Two names with one hash only cost a parse. */
function hashUntilQuote(line: Uint8Array, from: number): { hash: number; end: number } | null {
  let hash = 0x811c9dc5;
  const last = Math.min(line.length, from + nameBytesMax);
  for (let i = from; i < last; i++) {
    const byte = line[i]!;
    if (byte === quote) return { hash, end: i };
    if (byte === backslash) return null;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return null;
}

function hashesOf(names: readonly string[]): ReadonlySet<number> {
  return new Set(names.map((name) => hashUntilQuote(encoder.encode(`${name}"`), 0)!.hash));
}

const readMethods = hashesOf([
  ...Object.keys(clientRequests),
  ...Object.keys(serverRequests),
  ...Object.keys(serverNotifications),
]);
const itemMethods = hashesOf(['item/started', 'item/completed']);
const readItemTypes = hashesOf(Object.keys(itemTypes));
