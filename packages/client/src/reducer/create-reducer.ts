import type { Fact } from '../facts/index.js';
import { packState, unpackState } from '../facts/plain-state.js';
import type { Context } from './context.js';
import type { Emission } from './emission.js';
import { onEnrichmentFlushed } from './on/enrichment-flushed.js';
import { onServerEnded } from './on/server-ended.js';
import type { PrivacyMode } from './privacy.js';
import { reduceFact } from './reduce.js';
import { emptyState, type State } from './state.js';

/** How a reducer works. */
export interface ReducerOptions {
  /** Default: `wire`. */
  readonly privacy?: PrivacyMode;
  /** Events of a turn wait for what its session log adds. Default: false. */
  readonly enrich?: boolean;
}

/** Turns facts of one run of a server into events. One reducer for one server: its request ids are unique there alone. */
export interface Reducer {
  /** One fact in; what it completes, in order. */
  reduce(fact: Fact): readonly Emission[];
  /** The recording or the server is at its end: open turns are closed as interrupted, what waits goes out. */
  end(atMs: number): readonly Emission[];
  /** Everything that is open, as text, for {@link restoreReducer}. Holds ids, counts and names, no content. */
  save(): string;
  /** What was odd, by reason. */
  readonly anomalies: ReadonlyMap<string, number>;
}

/** A reducer in which nothing is open. */
export function createReducer(options: ReducerOptions = {}): Reducer {
  return reducerOf(emptyState(), options);
}

/** A reducer that goes on where a saved one stopped; its anomalies start from zero. */
export function restoreReducer(saved: string, options: ReducerOptions = {}): Reducer {
  return reducerOf({ ...emptyState(), ...unpackState(savedForm, saved) }, options);
}

/** Changes with the shape of the state. */
const savedForm = 'reducer 2';

const nothing: readonly Emission[] = [];

function reducerOf(state: State, { privacy = 'wire', enrich = false }: ReducerOptions): Reducer {
  const anomalies = new Map<string, number>();
  const ctx: Context = {
    state,
    privacy,
    enrich,
    atMs: 0,
    origin: undefined,
    out: [],
    anomaly: (reason) => void anomalies.set(reason, (anomalies.get(reason) ?? 0) + 1),
  };
  const taken = (): readonly Emission[] => {
    if (ctx.out.length === 0) return nothing;
    const { out } = ctx;
    ctx.out = [];
    return out;
  };
  return {
    reduce(fact) {
      reduceFact(ctx, fact);
      return taken();
    },
    end(atMs) {
      ctx.atMs = atMs;
      ctx.origin = undefined;
      onServerEnded(ctx);
      onEnrichmentFlushed(ctx, { kind: 'enrichmentFlushed', atMs });
      return taken();
    },
    save: () => packState(savedForm, state),
    anomalies,
  };
}
