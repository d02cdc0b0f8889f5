import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const tacho = fileURLToPath(new URL('../../../packages/cli/bin/tacho.js', import.meta.url));
const memoryAtExit = pathToFileURL(fileURLToPath(new URL('memory-at-exit.js', import.meta.url))).href;

/** What a whole command took. */
export interface Run {
  readonly ms: number;
  readonly stdout: string;
}

/** Runs a program to its end. */
export function timed(program: string, args: readonly string[], environment: Record<string, string> = {}): Run {
  const before = process.hrtime.bigint();
  const done = spawnSync(program, args, { env: { ...process.env, ...environment }, maxBuffer: 1 << 28 });
  const ms = Number(process.hrtime.bigint() - before) / 1e6;
  // 3: something was left out, such as a line that was cut when it was recorded
  if (done.status !== 0 && done.status !== 3) throw new Error(`${program} ${args.join(' ')}: ${String(done.stderr)}`);
  return { ms, stdout: String(done.stdout) };
}

/** Runs `tacho`; its memory is the greatest of the whole process, threads included. It starts no other one. */
export function runTacho(scratch: string, args: readonly string[]): Run & { readonly rssMb: number } {
  const report = join(scratch, 'memory.txt');
  const run = timed(process.execPath, ['--import', memoryAtExit, tacho, ...args], {
    TACHO_HOME: join(scratch, 'data'),
    MEMORY_REPORT: report,
  });
  return { ...run, rssMb: Number(readFileSync(report, 'utf8')) / 1024 };
}
