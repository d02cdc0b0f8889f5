/**
 * What codex 0.169 has built in about its models, as far as events depend on it. A model that is not here, or that the
 * server says it has no metadata for, runs with fallback metadata. The server may learn of more models at run time; for
 * those the fields below are as for an ordinary model.
 */
interface CatalogModel {
  /** Version of the agent tools that the model selects; null: it selects none. */
  readonly multiAgentVersion: 'v1' | 'v2' | null;
  readonly defaultEffort: string;
  /** Models with different hashes can't read each other's compacted context. */
  readonly compactionHash: string;
}

const catalog: Readonly<Record<string, CatalogModel>> = {
  'gpt-6-astra': { multiAgentVersion: 'v2', defaultEffort: 'low', compactionHash: '3000' },
  'gpt-6.1-sol': { multiAgentVersion: 'v2', defaultEffort: 'low', compactionHash: '3000' },
  'gpt-6.1-terra': { multiAgentVersion: 'v2', defaultEffort: 'low', compactionHash: '3000' },
  'gpt-6-sol': { multiAgentVersion: 'v2', defaultEffort: 'medium', compactionHash: '3000' },
  'gpt-6-luna': { multiAgentVersion: 'v2', defaultEffort: 'medium', compactionHash: '3000' },
  'gpt-5.6-sol': { multiAgentVersion: 'v2', defaultEffort: 'low', compactionHash: '3000' },
  'gpt-5.6-terra': { multiAgentVersion: 'v2', defaultEffort: 'medium', compactionHash: '3000' },
  'gpt-5.6-luna': { multiAgentVersion: 'v1', defaultEffort: 'medium', compactionHash: '3000' },
  'gpt-daybreak-blue-latest': { multiAgentVersion: 'v2', defaultEffort: 'low', compactionHash: '3000' },
  'gpt-daybreak-red-latest': { multiAgentVersion: 'v2', defaultEffort: 'medium', compactionHash: '3000' },
  'gpt-5.5': { multiAgentVersion: null, defaultEffort: 'medium', compactionHash: '2911' },
  'codex-auto-review': { multiAgentVersion: 'v1', defaultEffort: 'medium', compactionHash: '3000' },
};

/** Version of the agent tools that a thread begins with. */
export function multiAgentVersionOf(model: string): 'v1' | 'v2' {
  return catalog[model]?.multiAgentVersion ?? 'v1';
}

/** Effort that a model uses when none is configured. */
export function defaultEffortOf(model: string): string {
  return catalog[model]?.defaultEffort ?? 'medium';
}

/** Whether a context that one model compacted is of no use to the other. */
export function compactionHashDiffers(before: string, after: string): boolean {
  const a = catalog[before]?.compactionHash;
  const b = catalog[after]?.compactionHash;
  return a !== undefined && b !== undefined && a !== b;
}
