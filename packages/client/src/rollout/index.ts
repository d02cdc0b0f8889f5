export { defaultCodexHome, discoverRollouts, rolloutRoots } from './discover.js';
export type { RolloutFile } from './discover.js';
export { createSkipList, skippedText } from './skipped.js';
export type { Skipped, SkipList, SkipReason } from './skipped.js';
export { tokenTotals } from './tokens/token-totals.js';
export type { TokenTotals, TokenTotalsOptions, TokenTotalsRow } from './tokens/token-totals.js';
export type { TokenCounts, TokenPurpose } from './tokens/token-use.js';
export { reduceFamily, reduceRolloutTree } from './reduce-rollouts.js';
export type { ReduceRolloutsOptions, ReduceRolloutsResult } from './reduce-rollouts.js';
