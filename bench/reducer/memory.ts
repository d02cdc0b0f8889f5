import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, type BenchResult } from '../bench-result.js';
import type { MemoryReport } from './memory-host.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const host = fileURLToPath(new URL('memory-host.js', import.meta.url));

/** Whether memory stays as it is while messages come. The stream is made while it is read, so that it may be of any length. */
export async function measureMemory(messages: number): Promise<readonly BenchResult[]> {
  const maker = join(root, 'bench/tools/make-large.mjs');
  const sizes = '--threads 100000000 --turns 20 --delta-kb 0.1';
  // A shell, because its pipes can be opened by name and Node's cannot.
  const line = `"$0" "$1" rpc --from "$2" --out /dev/stdout ${sizes} 2>/dev/null | "$0" "$3" ${messages}`;
  const args = [process.execPath, maker, join(root, 'fixtures/0.169.0'), host];
  const shell = spawn('sh', ['-c', line, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => shell.once('close', resolve));
  const report = JSON.parse(said) as MemoryReport;
  const tenth = report.rssMb.length / 10;
  const [second, last] = [median(report.rssMb.slice(tenth, 2 * tenth)), median(report.rssMb.slice(9 * tenth))];
  return [
    {
      name: 'resident memory in the last tenth of the messages against the second tenth',
      unit: '×',
      value: last / second,
      goal: '≤ 1.05',
      note: `${report.messages.toLocaleString('en-US')} messages, ${report.events.toLocaleString('en-US')} events; ${Math.round(second)} MB, then ${Math.round(last)} MB, ${Math.round(Math.max(...report.rssMb))} MB at most; medians of 50 looks`,
    },
  ];
}
