export type ShortestOptions = {
  /** Tried again until one took no longer. */
  readonly boundMs: number;
  readonly attemptsMax: number;
};

/**
 * The shortest of a few measured spans. A machine that is busy with something else makes some attempts slow; what waits
 * for the wrong thing makes all of them slow.
 */
export async function shortest(
  { boundMs, attemptsMax }: ShortestOptions,
  attempt: (number: number) => Promise<number>,
): Promise<number> {
  let best = Infinity;
  for (let number = 0; number < attemptsMax && best > boundMs; number += 1) {
    best = Math.min(best, await attempt(number));
  }
  return best;
}
