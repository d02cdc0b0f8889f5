import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Makes this process give way to others. On Linux a priority belongs to a thread, and those of Node's pool, where the engine
 * does its work, run already when the first line of a program does: so each is lowered. Threads to come inherit it.
 */
export function lowerPriority(niceness: number): void {
  setPriority(niceness);
  for (const thread of threads()) {
    try {
      setPriority(thread, niceness);
    } catch {
      // It has ended since.
    }
  }
}

/** Numbers of the threads of this process; none where the system has no such list. */
function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [];
  }
}
