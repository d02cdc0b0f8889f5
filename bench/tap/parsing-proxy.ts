// A pass-through that parses every line in both directions, as one would write it at first.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(child.stdin);
child.stdout.pipe(process.stdout);
let methods = 0;
parseLines(process.stdin);
parseLines(child.stdout);
child.on('close', (code) => process.exit(code ?? 1));

function parseLines(stream: Readable): void {
  let rest = '';
  const decoder = new TextDecoder();
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message: unknown = JSON.parse(line);
      if (typeof message === 'object' && message !== null && 'method' in message) methods += 1;
    }
  });
}

process.on('exit', () => {
  if (methods < 0) throw new Error('the result of parsing is used');
});
