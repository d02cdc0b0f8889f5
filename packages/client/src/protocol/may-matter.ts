import { itemTypes } from './messages/item.js';
import { clientRequests, serverNotifications, serverRequests } from './methods.js';

/**
 * Tells by its first bytes whether the line `[start, end)` can matter, so that the rest (deltas and output chunks: most of the bytes) is never
 * parsed. False only when the method, or the type of the item, stands at the front where both codex and its clients write it
 * and is none that we read. In doubt true: a line that is parsed for nothing costs time, a line that is missed an event.
 */
export function mayMatter(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  if (!startsWith(bytes, methodFirst, start, end)) return true;
  const methodAt = start + methodFirst.length;
  const methodEnd = endOfName(bytes, methodAt, end);
  if (methodEnd < 0) return true;
  const method = readMethods.find(bytes, methodAt, methodEnd);
  if (method === null) return false;
  if (!itemMethods.has(method) || !startsWith(bytes, itemTypeNext, methodEnd, end)) return true;
  const typeAt = methodEnd + itemTypeNext.length;
  const typeEnd = endOfName(bytes, typeAt, end);
  return typeEnd < 0 || readItemTypes.find(bytes, typeAt, typeEnd) !== null;
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

/** Where the name that begins at `from` ends; -1 where it is too long, escaped, or cut. */
function endOfName(bytes: Uint8Array, from: number, until: number): number {
  const last = Math.min(until, from + nameBytesMax);
  for (let i = from; i < last; i++) {
    const byte = bytes[i];
    if (byte === quote) return i;
    if (byte === backslash) return -1;
  }
  return -1;
}

/** Finds a name by its bytes, without making a string or anything else of them: this runs for every line. */
function nameTable(names: readonly string[]): {
  readonly find: (bytes: Uint8Array, from: number, end: number) => string | null;
} {
  const byLength: { readonly name: string; readonly bytes: Uint8Array }[][] = [];
  for (const name of names) {
    const bytes = encoder.encode(name);
    (byLength[bytes.length] ??= []).push({ name, bytes });
  }
  return {
    find(bytes, from, end) {
      const candidates = byLength[end - from];
      if (candidates === undefined) return null;
      for (const candidate of candidates) if (isNameAt(bytes, candidate.bytes, from)) return candidate.name;
      return null;
    },
  };
}

/** Compared from the end: names of one length often begin alike (`item/…`), and seldom end alike. */
function isNameAt(bytes: Uint8Array, name: Uint8Array, from: number): boolean {
  for (let i = name.length - 1; i >= 0; i--) if (bytes[from + i] !== name[i]) return false;
  return true;
}

const readMethods = nameTable([
  ...Object.keys(clientRequests),
  ...Object.keys(serverRequests),
  ...Object.keys(serverNotifications),
]);
const itemMethods: ReadonlySet<string> = new Set(['item/started', 'item/completed']);
const readItemTypes = nameTable(Object.keys(itemTypes));
