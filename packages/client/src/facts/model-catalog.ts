import type { WireVersion } from '../protocol/index.js';

/**
 * What each version of codex has built in about its models, as far as events depend on it. A model that is not here, or that
 * the server says it has no metadata for, runs with fallback metadata. The server may learn of more models at run time; for
 * those the fields below are as for an ordinary model.
 */
interface CatalogModel {
  /** Version of the agent tools that the model selects; null: it selects none. */
  readonly multiAgentVersion: 'v1' | 'v2' | null;
  readonly defaultEffort: string;
  /** Models with different hashes can't read each other's compacted context. */
  readonly compactionHash: string | null;
  /** It is offered with priority. */
  readonly isFast: boolean;
  /** What it gives of its reasoning when nobody set anything. */
  readonly defaultSummary: string | null;
}

const ordinary: CatalogModel = {
  multiAgentVersion: null,
  defaultEffort: 'medium',
  compactionHash: null,
  isFast: true,
  defaultSummary: null,
};

/** Models of codex 0.169 from one generation on. */
const newer = { ...ordinary, multiAgentVersion: 'v2', compactionHash: '3000' } as const;

const catalogs: Readonly<Record<WireVersion, Readonly<Record<string, CatalogModel>>>> = {
  '0.137.0': {
    'gpt-5.5': ordinary,
    'gpt-5.4': ordinary,
    'gpt-5.4-mini': { ...ordinary, isFast: false },
    'gpt-5.3-codex': { ...ordinary, isFast: false },
    'gpt-5.2': { ...ordinary, isFast: false, defaultSummary: 'auto' },
    'codex-auto-review': { ...ordinary, isFast: false },
  },
  '0.169.0': {
    'gpt-6-astra': { ...newer, defaultEffort: 'low' },
    'gpt-6.1-sol': { ...newer, defaultEffort: 'low' },
    'gpt-6.1-terra': { ...newer, defaultEffort: 'low' },
    'gpt-6-sol': newer,
    'gpt-6-luna': newer,
    'gpt-5.6-sol': { ...newer, defaultEffort: 'low' },
    'gpt-5.6-terra': newer,
    'gpt-5.6-luna': { ...newer, multiAgentVersion: 'v1' },
    'gpt-daybreak-blue-latest': { ...newer, defaultEffort: 'low', isFast: false },
    'gpt-daybreak-red-latest': { ...newer, isFast: false },
    'gpt-5.5': { ...ordinary, compactionHash: '2911' },
    'codex-auto-review': { ...newer, multiAgentVersion: 'v1' },
  },
};

function modelOf(version: WireVersion, model: string): CatalogModel | undefined {
  return Object.hasOwn(catalogs[version], model) ? catalogs[version][model] : undefined;
}

/** Version of the agent tools that a thread begins with. */
export function multiAgentVersionOf(version: WireVersion, model: string): 'v1' | 'v2' {
  return modelOf(version, model)?.multiAgentVersion ?? 'v1';
}

/** Effort that a model uses when none is configured. */
export function defaultEffortOf(version: WireVersion, model: string): string {
  return (modelOf(version, model) ?? ordinary).defaultEffort;
}

/** The same where nobody said whether codex has metadata of the model: null for one that is not built in. */
export function builtInEffortOf(version: WireVersion, model: string): string | null {
  return modelOf(version, model)?.defaultEffort ?? null;
}

/** Whether a model is offered with priority. */
export function isFastModel(version: WireVersion, model: string): boolean {
  return (modelOf(version, model) ?? ordinary).isFast;
}

/** What a model gives of its reasoning when nobody set anything; null: nothing. */
export function defaultSummaryOf(version: WireVersion, model: string): string | null {
  return (modelOf(version, model) ?? ordinary).defaultSummary;
}

/** Whether a context that one model compacted is of no use to the other. */
export function compactionHashDiffers(version: WireVersion, before: string, after: string): boolean {
  const a = modelOf(version, before)?.compactionHash ?? null;
  const b = modelOf(version, after)?.compactionHash ?? null;
  return a !== null && b !== null && a !== b;
}
