/**
 * Everything that only observation needs, behind one import. `scripts/bundle-tap.mjs` makes one file of what is built from
 * this: a tap starts with every session, and hundreds of small files take longer to find than to run.
 */
export { parseTarget } from '@tachograph/client/deliver';
export { createReducer } from '@tachograph/client/reducer';
export type { Emission } from '@tachograph/client/reducer';
export { createProjectResolver, loadObserver } from '@tachograph/client/tap';
export { openSourceDelivery } from './tap/source-delivery.js';
