import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program that stands before an agent. */
export interface Proxy {
  readonly name: string;
  /** Script and arguments; the agent's command follows. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a proxy used in its whole life. */
export interface Usage {
  readonly cpuMs: number;
  readonly maxRssKb: number;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const tacho = file('../../../packages/cli/bin/tacho.js');

/** Folder of everything that is written during the benchmarks. */
export const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

export const bare: Proxy = { name: 'bare Node pass-through', command: [file('bare-proxy.js')] };
export const parsing: Proxy = { name: 'proxy that parses every line', command: [file('parsing-proxy.js')] };
export const tap: Proxy = {
  name: 'tacho tap',
  command: [tacho, 'tap', '--data', join(scratch, 'data'), '--to', `file:${join(scratch, 'events.jsonl')}`, '--'],
};

/** The same, but nobody looks. */
export const optedOut: Proxy = { ...tap, name: 'tacho tap, opted out', env: { TACHO_DISABLED: '1' } };

/** Starts a proxy with an agent behind. */
export function start(proxy: Proxy, agent: string, args: readonly string[], usageFile?: string): ChildProcess {
  return spawn(
    process.execPath,
    ['--import', file('cpu-at-exit.js'), ...proxy.command, process.execPath, file(agent), ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...proxy.env, ...(usageFile === undefined ? {} : { BENCH_USAGE_FILE: usageFile }) },
    },
  );
}

/** One message of the client and how many lines of the server come before it. */
interface Due {
  readonly afterLines: number;
  readonly line: string;
}

/** The client's side of a recording. */
export function readClient(path: string): readonly Due[] {
  const due: Due[] = [];
  let lines = 0;
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue;
    const row = JSON.parse(text) as { readonly dir: string; readonly m: unknown };
    if (row.dir === 's2c') lines += 1;
    else due.push({ afterLines: lines, line: `${JSON.stringify(row.m)}\n` });
  }
  return due;
}

/** Plays a whole recording through a proxy and tells what the proxy used. */
export async function replay(proxy: Proxy, path: string, client: readonly Due[]): Promise<Usage> {
  const usageFile = join(scratch, 'usage.json');
  const child = start(proxy, 'replay-agent.js', [path], usageFile);
  let lines = 0;
  let next = 0;
  const say = (): void => {
    let text = '';
    while (next < client.length && client[next]!.afterLines <= lines) text += client[next++]!.line;
    if (text !== '') child.stdin?.write(text);
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    say();
  });
  child.stdin?.on('error', () => {});
  say();
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(readFileSync(usageFile, 'utf8')) as Usage;
}

/** A proxy with an echo behind, for measuring round trips. */
export interface PingPong {
  /** Round trips one after the other, each in microseconds. */
  readonly round: (trips: number) => Promise<readonly number[]>;
  readonly stop: () => void;
}

/** Starts it. `line` goes there and back. */
export function pingPong(proxy: Proxy, line: Buffer): PingPong {
  const child = start(proxy, 'echo-agent.js', []);
  let got = 0;
  let back: () => void = () => {};
  child.stdout?.on('data', (chunk: Buffer) => {
    got += chunk.length;
    if (got >= line.length) {
      got = 0;
      back();
    }
  });
  const trip = (): Promise<number> =>
    new Promise((resolve) => {
      const begun = process.hrtime.bigint();
      back = () => resolve(Number(process.hrtime.bigint() - begun) / 1000);
      child.stdin?.write(line);
    });
  return {
    async round(trips) {
      const times: number[] = [];
      for (let i = 0; i < trips; i++) times.push(await trip());
      return times;
    },
    stop: () => child.stdin?.end(),
  };
}
