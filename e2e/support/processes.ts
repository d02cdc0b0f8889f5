import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Whether a process exists and has not ended. */
export function isAlive(pid: number): boolean {
  return readProcesses().has(pid);
}

/** The processes that `pid` started, and those that they started, and so on. */
export function descendantsOf(pid: number): readonly number[] {
  const parents = readProcesses();
  const found: number[] = [];
  let generation = [pid];
  while (generation.length > 0) {
    const wanted = new Set(generation);
    generation = [...parents].filter(([, parent]) => wanted.has(parent)).map(([child]) => child);
    found.push(...generation);
  }
  return found;
}

/** The words of the command line of a living process; Linux alone tells them. */
export function commandOf(pid: number): string {
  return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
}

/** Processor time that a living process has used so far. */
export function cpuTimeMsOf(pid: number): number {
  if (!existsSync('/proc/self/stat')) {
    const [minutes, seconds] = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(':')
      .slice(-2);
    return (Number(minutes) * 60 + Number(seconds)) * 1000;
  }
  const fields = statFields(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const ticks = Number(fields[11]) + Number(fields[12]);
  return ticks * 10;
}

/** Every living process and its parent. */
function readProcesses(): ReadonlyMap<number, number> {
  return existsSync('/proc/self/stat') ? readProcFolder() : readProcessList();
}

function readProcFolder(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [state, parent] = statFields(readFileSync(`/proc/${name}/stat`, 'utf8'));
      // A zombie has ended; nobody has asked for its exit code yet.
      if (state !== 'Z') parents.set(Number(name), Number(parent));
    } catch {
      // It ended while the folder was read.
    }
  }
  return parents;
}

/** The fields from the third on: the name of the program stands in brackets and may hold anything, the rest is plain. */
function statFields(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProcessList(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' }).split('\n')) {
    const [pid, parent, state] = line.trim().split(/\s+/);
    if (state !== undefined && !state.startsWith('Z')) parents.set(Number(pid), Number(parent));
  }
  return parents;
}
