import type { Answer } from './ask.js';
import type { Terminal } from './terminal.js';

/** Says beside an answer that it lacks something, whatever form its rows are printed in. */
export function noteIncomplete(terminal: Pick<Terminal, 'err'>, { incomplete }: Answer): void {
  if (incomplete === undefined) return;
  const days = incomplete.days_left === 1 ? '1 day is' : `${incomplete.days_left} days are`;
  terminal.err(
    `incomplete: ${days} not summed yet, so numbers are too low. The collector is at it; ask again later.\n\n`,
  );
}
