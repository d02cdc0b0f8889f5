import { setTimeout as pause } from 'node:timers/promises';

/** How often a condition is looked at. */
const pollIntervalMs = 20;

export type UntilOptions = {
  readonly deadlineMs?: number;
  /** Added to the failure: what was seen instead. */
  readonly seen?: () => unknown;
};

/**
 * Waits until `probe` gives something other than `undefined`, `false` or `null`, and gives that. Fails with a sentence
 * when the deadline passes. Tests wait for conditions, never for a span of time.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  { deadlineMs = 45_000, seen }: UntilOptions = {},
): Promise<Exclude<T, undefined | false | null>> {
  const startedAt = performance.now();
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false && value !== null) {
      return value as Exclude<T, undefined | false | null>;
    }
    if (performance.now() - startedAt > deadlineMs) {
      throw new Error(`waited ${deadlineMs} ms in vain until ${what}${describe(seen?.())}`);
    }
    await pause(pollIntervalMs);
  }
}

function describe(seen: unknown): string {
  if (seen === undefined) return '';
  return `; seen instead:\n${typeof seen === 'string' ? seen : JSON.stringify(seen)}`;
}
