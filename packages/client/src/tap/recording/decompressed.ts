import { createGunzip } from 'node:zlib';

import { Decompress } from 'fzstd';

/**
 * The text inside a stream of bytes: gzip and zstd are told by the content, not by a name. Memory is bounded by the window
 * of the compression. A damaged stream throws after what could be read.
 */
export async function* decompressed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let done = false;
  while (head.length < 4 && !done) {
    const next = await iterator.next();
    if (next.done === true) done = true;
    else head = Buffer.concat([head, next.value]);
  }
  const whole = restOf(head, iterator);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzipped(whole);
  else if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) yield* unzstded(whole);
  else yield* whole;
}

async function* restOf(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feeding = (async () => {
    for await (const chunk of chunks) {
      if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
    }
    gunzip.end();
  })();
  feeding.catch((error: Error) => gunzip.destroy(error));
  for await (const chunk of gunzip) yield chunk as Buffer;
}

async function* unzstded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  const stream = new Decompress((bytes) => {
    if (bytes.length > 0) ready.push(Buffer.from(bytes));
  });
  for await (const chunk of chunks) {
    // In small pieces: what a piece expands to is all in memory at once. The stream keeps what it cannot use yet, so each
    // piece is a copy of its own.
    for (let at = 0; at < chunk.length; at += zstdPieceBytes) {
      stream.push(Uint8Array.prototype.slice.call(chunk, at, at + zstdPieceBytes));
      yield* ready;
      ready = [];
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
}

const zstdPieceBytes = 16 * 1024;
