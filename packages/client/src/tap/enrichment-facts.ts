import type { Fact, TurnEnrichmentFact } from '../facts/index.js';
import { tapLimits } from '../limits.js';
import { turnThatEnded, type EndedTurn } from './enrichment-messages.js';

/** Brings facts of session logs among those of the traffic, each at its place. */
export interface TurnFacts {
  /** Hears a fact of the traffic. */
  readonly heard: (fact: Fact) => void;
  /** Facts of logs, in their order, that were read for a turn of the thread. What fills a turn waits for its end in the traffic. */
  readonly take: (facts: readonly Fact[], threadId: string) => void;
  /** The turn has ended in the traffic: its events are filled, and those of its thread that nothing fills go out. */
  readonly end: (turn: EndedTurn, atMs: number) => void;
  readonly isOver: (turn: EndedTurn) => boolean;
}

/** Makes it; `give` takes facts for the reducer. */
export function createTurnFacts(give: (fact: Fact) => void): TurnFacts {
  /** By thread, as the tap names it: logs would name it by a rule that knows no privacy mode. */
  const projects = new Map<string, string | null>();
  const waiting = new Map<string, TurnEnrichmentFact>();
  const over = new Set<string>();

  function endOf(turn: EndedTurn): void {
    over.add(keyOf(turn));
    if (over.size > tapLimits.enrichmentThreadsMax) over.delete(first(over.keys()));
  }

  function takeOne(fact: Fact, project: string | null): void {
    if (fact.kind === 'projectResolved') {
      // A reviewer's thread, which no message opens, belongs to the project of the turn that it was asked in.
      if (!projects.has(fact.threadId)) give({ ...fact, project });
      return;
    }
    if (fact.kind === 'turnEnrichment' && !over.has(keyOf(fact))) {
      waiting.set(keyOf(fact), fact);
      if (waiting.size > tapLimits.enrichmentThreadsMax) waiting.delete(first(waiting.keys()));
      return;
    }
    give(fact);
    // The end of a turn that no client is told.
    const hidden = fact.kind === 'notification' ? turnThatEnded(fact.notification) : null;
    if (hidden !== null) endOf(hidden);
  }

  return {
    heard(fact) {
      if (fact.kind !== 'projectResolved' || fact.project === undefined) return;
      projects.delete(fact.threadId);
      projects.set(fact.threadId, fact.project);
      if (projects.size > tapLimits.enrichmentThreadsMax) projects.delete(first(projects.keys()));
    },
    take(facts, threadId) {
      const project = projects.get(threadId) ?? null;
      for (const fact of facts) takeOne(fact, project);
    },
    end(turn, atMs) {
      endOf(turn);
      const enrichment = waiting.get(keyOf(turn));
      waiting.delete(keyOf(turn));
      if (enrichment !== undefined) give(enrichment);
      give({ kind: 'enrichmentFlushed', atMs, threadId: turn.threadId });
    },
    isOver: (turn) => over.has(keyOf(turn)),
  };
}

function keyOf({ threadId, turnId }: EndedTurn): string {
  return `${threadId}/${turnId}`;
}

function first(keys: Iterator<string>): string {
  return keys.next().value ?? '';
}
