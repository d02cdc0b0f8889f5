import { createReducer } from '../reducer/index.js';
import type { Emission, PrivacyMode } from '../reducer/index.js';
import { discoverRollouts } from './discover.js';
import { familiesOf } from './family/families.js';
import type { Family } from './family/families.js';
import { onePerLog } from './family/one-per-log.js';
import { readFamilyInSteps } from './family/read-family.js';
import type { FamilyStep, ReadFamilyOptions } from './family/read-family.js';
import { openThreadFile } from './family/thread-file.js';
import { isMadeReviewId } from './thread/guardian.js';
import { createNumbering } from './numbering.js';
import { createSkipList } from './skipped.js';
import type { Skipped, SkipList } from './skipped.js';
import { withoutCopies } from './without-copies.js';

/** What {@link reduceRolloutTree} is told. */
export interface ReduceRolloutsOptions extends ReadFamilyOptions {
  /** Default: `wire`. */
  readonly privacy?: PrivacyMode;
}

/** What a tree of session logs gave. */
export interface ReduceRolloutsResult {
  readonly files: number;
  readonly skipped: SkipList;
  /** Oddities of the reducer, by reason. */
  readonly anomalies: ReadonlyMap<string, number>;
}

/** The events of all session logs below a folder (or of one file), family by family. */
export function reduceRolloutTree(
  path: string,
  onEmission: (emission: Emission) => void,
  options: ReduceRolloutsOptions = {},
): ReduceRolloutsResult {
  const skipped = createSkipList();
  const onSkip = (reason: Skipped['reason'], at: string) => skipped.add({ reason, path: at });
  const found = withoutCopies(discoverRollouts([path], onSkip), (at) => onSkip('copy-of-session', at));
  const opened = found.flatMap((file) => openThreadFile(file.path, onSkip) ?? []);
  const files = onePerLog(opened, (file) => onSkip('copy-of-session', file.path));
  const anomalies = new Map<string, number>();
  for (const family of familiesOf(files)) {
    const result = reduceFamily(family, onEmission, (entry) => skipped.add(entry), options);
    for (const [reason, count] of result.anomalies) {
      anomalies.set(reason, (anomalies.get(reason) ?? 0) + count);
    }
  }
  return { files: files.length, skipped, anomalies };
}

/** The events of one family. */
export function reduceFamily(
  family: Family,
  onEmission: (emission: Emission) => void,
  onSkip: (skipped: Skipped) => void,
  options: ReduceRolloutsOptions = {},
): ReduceFamilyResult {
  const reading = reduceFamilyInSteps(family, onEmission, onSkip, options);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

/** The same in short steps: between two of them the caller hands on what came, and may end the reading. */
export function* reduceFamilyInSteps(
  family: Family,
  onEmission: (emission: Emission) => void,
  onSkip: (skipped: Skipped) => void,
  options: ReduceRolloutsOptions = {},
): Generator<FamilyStep, ReduceFamilyResult> {
  const reducer = createReducer({ privacy: options.privacy ?? 'wire', enrich: true });
  const number = createNumbering();
  const give = (emissions: readonly Emission[]) => {
    for (const emission of emissions) onEmission(number.place(withoutMadeIds(emission)));
  };
  const end = yield* readFamilyInSteps(
    family,
    {
      fact: (fact) => give(reducer.reduce(fact)),
      skipped: (reason, path, byteOffset) => onSkip({ reason, path, byteOffset }),
    },
    options,
  );
  const isOver = options.isOver !== false;
  if (isOver) give(reducer.reduce({ kind: 'enrichmentFlushed', atMs: 0 }));
  return {
    anomalies: reducer.anomalies,
    isWaiting: end.isWaiting,
    settledOffset(logId) {
      if (isOver || end.openTurns.size === 0) return end.offsets.get(logId) ?? null;
      // an open turn of one thread may still complete events that lines of another told
      return family.files.length === 1 ? (end.openTurns.get(logId) ?? null) : null;
    },
  };
}

/** What is known after a family was read. */
export interface ReduceFamilyResult {
  /** Oddities that the reducer counted, by reason. */
  readonly anomalies: ReadonlyMap<string, number>;
  /** Something of it is told only when more is written, or when it is over. */
  readonly isWaiting: boolean;
  /** Offset before which all events of a log's lines were given; null when that is not known to be further than before. */
  settledOffset(logId: string): number | null;
}

/** The id of a review is in no log; the one that stands for it inside the reducer is not told. */
function withoutMadeIds(emission: Emission): Emission {
  const id = emission.event.event_params.review_id;
  if (typeof id !== 'string' || !isMadeReviewId(id)) return emission;
  const event = { ...emission.event, event_params: { ...emission.event.event_params, review_id: null } };
  return { ...emission, event };
}
