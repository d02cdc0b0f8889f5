import { setTimeout as pause } from 'node:timers/promises';

/** Looks again and again until a condition holds; the time limit is that of the test. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10);
}
