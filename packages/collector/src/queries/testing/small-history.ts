import { threadC } from './notes-thread.js';
import type { TestEvent } from './open-test-store.js';
import { threadA, threadB } from './shop-threads.js';

/**
 * Two days of three threads, small enough to count by hand:
 *
 * - `a` (shop, 1 March): turn a1 with two answers of a model, two commands (one failed) and a patch that the user refused;
 *   turn a2 that failed and has no answer of a model, so that its turn event's tokens count; a compaction, hooks, a skill.
 * - `b`: sub-agent of `a`, one answer of a model, one command.
 * - `c` (notes, 2 March): told by the real Codex itself; the guardian denies, the user overturns that five minutes later.
 */
export const smallHistory: readonly TestEvent[] = [...threadA, ...threadB, ...threadC];

/** The moment at which the tests ask. */
export const smallHistoryNow = '2026-03-03T00:00:00Z';
