import { tapLimits } from '../../limits.js';
import type { Watcher } from '../forward.js';
import { createFrameReader, type FrameReader } from './frame-reader.js';

/** What {@link createWebsocketWatcher} is made with, for one direction of one connection. */
export interface WebsocketWatcherOptions {
  readonly onMessage: (message: Buffer) => void;
  readonly messageBytesMax: number;
  readonly onOverlong: () => void;
  /** Whether the head (of a request, or of an answer) begins a websocket. It may hold tokens: it is looked at, not kept. */
  readonly begins: (head: string) => boolean;
}

const headEnd = Buffer.from('\r\n\r\n');

/** Finds the messages in the bytes of one direction: an HTTP head, then frames. Throws where it cannot follow. */
export function createWebsocketWatcher(options: WebsocketWatcherOptions): Watcher {
  let head: Buffer | null = Buffer.alloc(0);
  let frames: FrameReader | null = null;
  return (chunk) => {
    if (frames !== null) {
      frames.push(chunk);
      return;
    }
    if (head === null) return;
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(headEnd);
    if (end < 0) {
      if (head.length > tapLimits.handshakeBytesMax) head = null;
      return;
    }
    const begins = options.begins(head.toString('latin1', 0, end + 2));
    const rest = head.subarray(end + headEnd.length);
    head = null;
    if (!begins) return;
    frames = createFrameReader(options);
    if (rest.length > 0) frames.push(rest);
  };
}

/** Whether a request asks for a websocket. */
export function asksForWebsocket(head: string): boolean {
  return /^GET /i.test(head) && /^upgrade:[ \t]*websocket[ \t]*\r$/im.test(head);
}

/** Whether an answer grants one that we can read: without compression, which codex does not use. */
export function grantsWebsocket(head: string): boolean {
  return head.startsWith('HTTP/1.1 101 ') && !/^sec-websocket-extensions:[ \t]*\S/im.test(head);
}
