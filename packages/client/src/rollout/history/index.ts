/**
 * Session logs for those who must start fast: what finds them, adds up their tokens, and imports what is new. Whatever makes
 * events is loaded when there is something to make them of.
 */
export { rolloutDeliveryId } from '../../envelope/delivery-id.js';
export { rolloutRoots } from '../discover.js';
export { importRollouts } from '../import/import-rollouts.js';
export type { ImportOptions, ImportProgress, ImportResult } from '../import/import-rollouts.js';
export { openRolloutIndex } from '../import/rollout-index.js';
export type { RolloutIndex } from '../import/rollout-index.js';
export { listPrices } from '../prices/list-prices.js';
export type { ListPrice } from '../prices/list-prices.js';
export { loadPrices, PriceFileError, readUserPrices } from '../prices/prices.js';
export type { Prices } from '../prices/prices.js';
export { projectNameOf } from '../project-name.js';
export type { SessionMeta } from '../session-meta.js';
export { skippedText } from '../skipped.js';
export type { SkipList } from '../skipped.js';
export { explainTokens } from '../tokens/explain-tokens.js';
export type { TokenExplanation, TokenSlice } from '../tokens/explain-tokens.js';
export { tokenTotals } from '../tokens/token-totals.js';
export type { TokenTotals, TokenTotalsRow } from '../tokens/token-totals.js';
