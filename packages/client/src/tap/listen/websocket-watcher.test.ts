import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createWebsocketWatcher } from './websocket-watcher.js';

const refused = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 10\r\n\r\n\r\n\r\nno way';
const healthy = 'HTTP/1.1 204 No Content\r\n\r\n';
const early = 'HTTP/1.1 100 Continue\r\n\r\n';
const granted = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n';
const compressed = granted.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n');
const asked = 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n';

/** A frame of less than 126 bytes; those of clients are masked. */
function frame(opcode: number, payload: string, { final = true, masked = false } = {}): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const bytes = Buffer.from(payload);
  const head = Buffer.from([(final ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | bytes.length]);
  return masked
    ? Buffer.concat([head, mask, bytes.map((byte, i) => byte ^ mask[i & 3]!)])
    : Buffer.concat([head, bytes]);
}

/** What is seen of a connection on which the server says this, cut into pieces of these sizes. */
function seenOf(said: Buffer, sizes: readonly number[] = [said.length]): string[] {
  const seen: string[] = [];
  const watch = createWebsocketWatcher({
    onMessage: (direction, message) => seen.push(`${direction} ${message.toString()}`),
    messageBytesMax: 20,
    onOverlong: () => seen.push('overlong'),
  });
  watch.c2s(Buffer.from(asked));
  for (let at = 0, n = 0; at < said.length; n++) {
    const size = Math.max(1, sizes[n % sizes.length]!);
    watch.s2c(said.subarray(at, at + size));
    at += size;
  }
  watch.c2s(Buffer.concat([frame(1, '{"id":1}', { masked: true }), frame(8, '', { masked: true })]));
  return seen;
}

describe('a watched websocket', () => {
  it('is read behind requests that were refused or were none for it, wherever the bytes are cut', () => {
    const said = Buffer.concat([
      Buffer.from(refused + healthy + early + granted),
      frame(1, '{"id"', { final: false }),
      frame(9, 'ping'),
      frame(0, '', { final: false }),
      frame(0, ':1}'),
      frame(2, '{"id":2}'),
      frame(1, 'x'.repeat(21)),
      frame(10, ''),
      frame(1, ''),
      frame(1, '{"id":3}'),
    ]);
    const whole = ['s2c {"id":1}', 's2c {"id":2}', 'overlong', 's2c {"id":3}', 'c2s {"id":1}'];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        expect(seenOf(said, sizes)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['that is compressed', compressed],
    ['of another protocol', granted.replace('websocket', 'h2c')],
    ['behind an answer of unknown length', `HTTP/1.1 200 OK\r\n\r\n${granted}`],
    ['behind what is no answer', `SSH-2.0\r\n\r\n${granted}`],
    ['behind a head without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
  ])('%s is let pass unseen', (_which, said) => {
    const bytes = Buffer.concat([Buffer.from(said), frame(1, '{"id":1}')]);
    expect(seenOf(bytes)).toEqual([]);
    expect(seenOf(bytes, [1000])).toEqual([]);
  });
});
