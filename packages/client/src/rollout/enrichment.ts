import type { Fact } from '../facts/index.js';
import { discoverRollouts } from './discover.js';
import { familiesOf } from './family/families.js';
import { onePerLog } from './family/one-per-log.js';
import { readFamily } from './family/read-family.js';
import { openThreadFile } from './family/thread-file.js';
import { createSkipList } from './skipped.js';
import type { SkipList } from './skipped.js';
import { withoutCopies } from './without-copies.js';

/** What session logs add to the traffic of the same machine, in the order of time. */
export interface Enrichment {
  /** What belongs before a fact of the traffic at this time. Each fact is given once. */
  until(atMs: number): readonly Fact[];
  /** What is left. */
  rest(): readonly Fact[];
  readonly skipped: SkipList;
}

/**
 * How long the enrichment of a turn waits behind its end: events of the turn that the server tells a little later are
 * then filled too.
 */
const settleMs = 2000;

/**
 * Reads the session logs below a folder (or one log) for what traffic cannot carry: ids of model responses, the
 * reviewer's session, `/review` sub-threads, scripts of code mode, times of sampling and tools, hashes of repositories.
 * A reducer that is given these facts must have been made with `enrich: true`.
 */
export function createEnrichment(path: string): Enrichment {
  const skipped = createSkipList();
  const found = withoutCopies(
    discoverRollouts([path], (reason, at) => skipped.add({ reason, path: at })),
    (at) => skipped.add({ reason: 'copy-of-session', path: at }),
  );
  const files = found.flatMap(
    (file) => openThreadFile(file.path, (reason, at) => skipped.add({ reason, path: at })) ?? [],
  );
  const facts: { readonly dueMs: number; readonly fact: Fact }[] = [];
  const threads = onePerLog(files, (file) => skipped.add({ reason: 'copy-of-session', path: file.path }));
  for (const family of familiesOf(threads)) {
    let latestMs = 0;
    readFamily(
      family,
      {
        fact(fact, isHidden) {
          if (!isHidden) return;
          // facts of one line keep their order, and an enrichment comes after what it enriches
          latestMs = Math.max(latestMs, fact.atMs);
          facts.push({ dueMs: fact.kind === 'turnEnrichment' ? latestMs + settleMs : latestMs, fact });
        },
        skipped: (reason, at, byteOffset) => skipped.add({ reason, path: at, byteOffset }),
      },
      { isAlone: false },
    );
  }
  facts.sort((a, b) => a.dueMs - b.dueMs);
  let next = 0;
  return {
    skipped,
    until(atMs) {
      const from = next;
      while (next < facts.length && facts[next]!.dueMs <= atMs) next++;
      return facts.slice(from, next).map((entry) => entry.fact);
    },
    rest() {
      const from = next;
      next = facts.length;
      return facts.slice(from).map((entry) => entry.fact);
    },
  };
}
