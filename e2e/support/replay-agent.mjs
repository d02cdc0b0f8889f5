// Stands in for `codex app-server`: plays the server's side of a session. Plain Node, since the tap starts it.
//   node replay-agent.mjs FILE
// FILE holds one step a line: {"read":true} waits for a line on stdin, {"write":"text"} writes the text as it is,
// {"write":"x","times":n} writes it n times over. Exits with 7 at the end, a code that nobody else gives.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const steps = readFileSync(process.argv[2], 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (const { read, write, times = 1 } of steps) {
  if (read === true) await lines.next();
  else if (!process.stdout.write(write.repeat(times))) await once(process.stdout, 'drain');
}
process.stdout.write('', () => process.exit(7));
