// Reads a recording from standard input, turns it into events, and says how much memory was resident on the way:
// `node memory-host.js MESSAGES`.
import { createInterface } from 'node:readline';

import { createRecordingReader } from '@tachograph/client/facts';
import { createReducer } from '@tachograph/client/reducer';

/** What it says. */
export interface MemoryReport {
  readonly messages: number;
  readonly events: number;
  /** Resident memory at equal distances, 50 to each tenth of the messages. */
  readonly rssMb: readonly number[];
}

const messages = Number(process.argv[2] ?? 0);
const samples = 500;
const every = Math.floor(messages / samples);
const reducer = createReducer();
let events = 0;
const reader = createRecordingReader({
  transport: 'stdio',
  onFact: (fact) => {
    events += reducer.reduce(fact).length;
  },
});
const rssMb: number[] = [];
let lines = 0;
for await (const line of createInterface({ input: process.stdin })) {
  reader.line(line);
  lines += 1;
  if (lines % every === 0) rssMb.push(process.memoryUsage.rss() / 1e6);
  if (lines === messages) break;
}
const report: MemoryReport = { messages: lines, events, rssMb };
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
