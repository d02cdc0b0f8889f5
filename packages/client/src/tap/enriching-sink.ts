import type { Fact } from '../facts/index.js';
import { tapLimits } from '../limits.js';
import { openedLogs, turnThatEnded, type EndedTurn } from './enrichment-messages.js';
import { createTurnFacts } from './enrichment-facts.js';
import type { Direction, MessageSink } from './observation.js';

/** What is asked of the session logs at the end of a turn, and what they answer; `TurnLogs` of the rollout reader has it. */
export interface LogRequest extends EndedTurn {
  /** The log of the thread; all that are known, where no message told it. */
  readonly paths: readonly string[];
  readonly since: Readonly<Record<string, number>>;
}

/** `open`: the end of the turn is not written yet. */
export type LogAnswer =
  | { readonly status: 'ended'; readonly facts: readonly Fact[]; readonly since: Readonly<Record<string, number>> }
  | { readonly status: 'open' | 'missing' | 'too_large' };

/** How turns went: each is counted once. */
export type EnrichmentOutcome = 'enriched' | 'missing' | 'too_large' | 'late' | 'failed';

/** What {@link createEnrichingSink} is made with. */
export interface EnrichingSinkOptions {
  readonly inner: MessageSink;
  /** To the reducer, which must have been made with `enrich: true`. */
  readonly give: (fact: Fact) => void;
  /** Reads where it does not hold up forwarding. */
  readonly readLogs: (request: LogRequest) => Promise<LogAnswer>;
  readonly now?: () => number;
  /** Resolves after a span. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** A sink between the observation and that of the traffic. */
export interface EnrichingSink extends MessageSink {
  /** Hears every fact of the traffic: it learns from them how projects are called here. */
  readonly heard: (fact: Fact) => void;
  /** The server has ended, or the tap does: turns that still wait do so together for a last short while. */
  readonly hurry: () => void;
  /** The tap ends before the server does: events of turns that run go out as they are. */
  readonly release: () => void;
  readonly outcomes: ReadonlyMap<EnrichmentOutcome, number>;
}

/** First wait for a log to grow; doubles. */
const firstPauseMs = 20;

/**
 * Adds to the traffic what the session logs of the same machine hold of it. The message that ends a turn, and what follows
 * it, waits (as a copy: it was forwarded) until the log holds the end too; then come the facts that traffic cannot tell, the
 * message, and what fills the events of the turn. Whatever fails, is too large or too late lets the turn go as it is.
 */
export function createEnrichingSink(options: EnrichingSinkOptions): EnrichingSink {
  const { inner, give, readLogs, now = Date.now, pause = wait } = options;
  const logs = new Map<string, string>();
  const outcomes = new Map<EnrichmentOutcome, number>();
  const turnFacts = createTurnFacts(give);
  /** By thread: how far its log was taken. */
  const since = new Map<string, number>();
  /** Set while a reading has not been answered, which may be for ever on a dead file system. */
  let unanswered = false;
  let lastAtMs = Infinity;
  let tellHurry = (): void => {};
  const hurried = new Promise<void>((resolve) => {
    tellHurry = resolve;
  });

  async function ask(request: LogRequest, deadlineMs: number): Promise<LogAnswer | null> {
    unanswered = true;
    const answer = readLogs(request).finally(() => {
      unanswered = false;
    });
    // Whoever is late and then fails is nobody's fault any more.
    answer.catch(() => {});
    return Promise.race([answer, until(deadlineMs)]);
  }

  /** Resolves to null at this time, or earlier when the server ends before it. */
  async function until(deadlineMs: number): Promise<null> {
    const hurry = hurried.then(() => pause(Math.max(0, lastAtMs - now())));
    await Promise.race([pause(Math.max(0, deadlineMs - now())), hurry]);
    return null;
  }

  async function outcomeOf(turn: EndedTurn, paths: readonly string[]): Promise<EnrichmentOutcome> {
    const deadlineMs = now() + tapLimits.enrichmentDeadlineMs;
    for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
      const isLast = lastAtMs !== Infinity;
      const endMs = Math.min(deadlineMs, lastAtMs);
      if (unanswered || now() >= endMs) return 'late';
      const answer = await ask({ ...turn, paths, since: Object.fromEntries(since) }, endMs);
      if (answer === null) return 'late';
      if (answer.status === 'ended') {
        for (const [threadId, offset] of Object.entries(answer.since)) remember(since, threadId, offset);
        turnFacts.take(answer.facts, turn.threadId);
        return 'enriched';
      }
      if (answer.status !== 'open') return answer.status;
      if (isLast) return 'late';
      await Promise.race([pause(Math.min(pauseMs, Math.max(0, deadlineMs - now()))), hurried]);
    }
  }

  function count(outcome: EnrichmentOutcome): void {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  function pass(direction: Direction, connection: number, atMs: number, message: unknown): Promise<unknown> | void {
    return inner.message(direction, connection, atMs, message);
  }

  return {
    outcomes,
    heard: turnFacts.heard,
    message(direction, connection, atMs, message) {
      if (direction !== 's2c') return pass(direction, connection, atMs, message);
      for (const { threadId, path } of openedLogs(message)) remember(logs, threadId, path);
      const turn = turnThatEnded(message);
      // Several clients are told the same end.
      if (turn === null || turnFacts.isOver(turn)) return pass(direction, connection, atMs, message);
      const path = logs.get(turn.threadId);
      return outcomeOf(turn, path === undefined ? [...logs.values()] : [path])
        .catch((): EnrichmentOutcome => 'failed')
        .then(async (outcome) => {
          count(outcome);
          try {
            await pass(direction, connection, atMs, message);
          } finally {
            turnFacts.end(turn, atMs);
            // The observation's own moment for it is over.
            inner.pause?.();
          }
        });
    },
    connectionClosed: inner.connectionClosed,
    ...(inner.pause === undefined ? {} : { pause: inner.pause }),
    end: inner.end,
    hurry() {
      lastAtMs = Math.min(lastAtMs, now() + tapLimits.enrichmentLastDeadlineMs);
      tellHurry();
    },
    release() {
      give({ kind: 'enrichmentFlushed', atMs: now() });
      inner.pause?.();
    },
  };
}

function remember<T>(known: Map<string, T>, threadId: string, value: T): void {
  known.delete(threadId);
  known.set(threadId, value);
  if (known.size > tapLimits.enrichmentThreadsMax) known.delete(known.keys().next().value ?? '');
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
