import { tapLimits } from '../../limits.js';
import type { Watcher } from '../forward.js';
import type { Direction } from '../observation.js';
import { createFrameReader, type FrameReader } from './frame-reader.js';

/** What {@link createWebsocketWatcher} is made with, for one connection. */
export interface WebsocketWatcherOptions {
  readonly onMessage: (direction: Direction, message: Buffer) => void;
  readonly messageBytesMax: number;
  readonly onOverlong: () => void;
}

const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);

/**
 * Finds the messages in the bytes of a connection: frames in both directions, from the answer on that grants a websocket. The
 * client sends none before it has that; the server may have answered other requests, or refused this one, before. Throws
 * where it cannot follow.
 */
export function createWebsocketWatcher(options: WebsocketWatcherOptions): Readonly<Record<Direction, Watcher>> {
  let frames: Readonly<Record<Direction, FrameReader>> | null = null;
  /** Beginning of an answer's head. It may hold tokens: it is looked at, not kept. */
  let held = nothing;
  /** Of an answer's body that is passed over; null when nothing more can be read. */
  let bodyBytes: number | null = 0;

  const reader = (direction: Direction): FrameReader =>
    createFrameReader({ ...options, onMessage: (message) => options.onMessage(direction, message) });

  function answered(chunk: Buffer): void {
    let bytes = chunk;
    while (bytes.length > 0 && bodyBytes !== null) {
      const passedOver = Math.min(bodyBytes, bytes.length);
      bodyBytes -= passedOver;
      held = Buffer.concat([held, bytes.subarray(passedOver)]);
      const end = held.indexOf(headEnd);
      if (end < 0) {
        if (held.length > tapLimits.handshakeBytesMax) bodyBytes = null;
        return;
      }
      const head = held.toString('latin1', 0, end + lineEnd.length);
      bytes = held.subarray(end + headEnd.length);
      held = nothing;
      if (grantsWebsocket(head)) {
        frames = { c2s: reader('c2s'), s2c: reader('s2c') };
        frames.s2c.push(bytes);
        return;
      }
      bodyBytes = bodyBytesOf(head);
    }
  }

  return {
    c2s: (chunk) => frames?.c2s.push(chunk),
    s2c: (chunk) => (frames === null ? answered(chunk) : frames.s2c.push(chunk)),
  };
}

/** Whether an answer grants a websocket that we can read: without compression, which codex does not use. */
function grantsWebsocket(head: string): boolean {
  return (
    statusOf(head) === 101 &&
    /^upgrade:[ \t]*websocket[ \t]*\r$/im.test(head) &&
    !/^sec-websocket-extensions:[ \t]*\S/im.test(head)
  );
}

/** Bytes behind the head of an answer before the next one; null where it does not say so, and behind what is no answer. */
function bodyBytesOf(head: string): number | null {
  const status = statusOf(head);
  if (status === null || status === 101) return null;
  if (status < 200 || status === 204 || status === 304) return 0;
  const length = /^content-length:[ \t]*(\d+)[ \t]*\r$/im.exec(head)?.[1];
  return length === undefined ? null : Number(length);
}

function statusOf(head: string): number | null {
  const status = /^HTTP\/1\.1 (\d{3})\b/.exec(head)?.[1];
  return status === undefined ? null : Number(status);
}
