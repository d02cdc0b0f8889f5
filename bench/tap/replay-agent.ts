// Plays the server of a recording: says what the server said up to the client's next message, and waits for that one.
import { readFileSync } from 'node:fs';

const path = process.argv[2] ?? '';
/** What is said before the client's n-th message. */
const parts: string[][] = [[]];
for (const line of readFileSync(path, 'utf8').split('\n')) {
  if (line === '') continue;
  const row = JSON.parse(line) as { readonly dir: string; readonly m: unknown };
  if (row.dir === 'c2s') parts.push([]);
  else parts.at(-1)!.push(JSON.stringify(row.m));
}
const blocks = parts.map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join('')));
let next = 0;
let heard = 0;
let writing = false;

process.stdin.on('data', (chunk: Buffer) => {
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) heard += 1;
  say();
});
say();

function say(): void {
  while (!writing && next < blocks.length && next <= heard) {
    const block = blocks[next]!;
    next += 1;
    if (block.length > 0 && !process.stdout.write(block)) {
      writing = true;
      process.stdout.once('drain', () => {
        writing = false;
        say();
      });
    }
  }
  if (next === blocks.length && !writing) process.stdin.destroy();
}
