import type { Direction } from '../observation.js';

/** How client and server talked. */
export type RecordedTransport = 'stdio' | 'websocket';

/**
 * A recording is JSON lines: the traffic of one or more runs of a server, in the order in which it was seen.
 *
 * ```
 * {"meta":{"transport":"websocket"}}                          first line, may be missing: stdio
 * {"dir":"c2s"|"s2c","t":unix ms,"conn":1,"m":message}        `conn` may be missing: 1
 * ```
 */
export type RecordedLine =
  | {
      readonly kind: 'message';
      readonly direction: Direction;
      readonly connection: number;
      readonly atMs: number;
      readonly message: unknown;
    }
  | { readonly kind: 'meta'; readonly transport: RecordedTransport }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/** Why a line of a recording cannot be used. */
export type UnreadableReason = 'not JSON' | 'no recorded message' | 'too long';

/** Reads one line of a recording. */
export function parseRecordedLine(text: string): RecordedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'not JSON' };
  }
  if (!isRecord(value)) return { kind: 'unreadable', reason: 'no recorded message' };
  if (isRecord(value['meta'])) return { kind: 'meta', transport: transportOf(value['meta']['transport']) };
  const { dir, t, conn, m } = value;
  if ((dir !== 'c2s' && dir !== 's2c') || typeof t !== 'number' || !Number.isFinite(t) || m === undefined) {
    return { kind: 'unreadable', reason: 'no recorded message' };
  }
  const connection = typeof conn === 'number' && Number.isSafeInteger(conn) ? conn : 1;
  return { kind: 'message', direction: dir, connection, atMs: t, message: m };
}

/** Transport as a recording or its `meta.json` names it; `ws` is an old name of `websocket`. */
export function transportOf(name: unknown): RecordedTransport {
  return name === 'ws' || name === 'websocket' ? 'websocket' : 'stdio';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
