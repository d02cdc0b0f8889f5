import type { EmptyReason } from '../parts/empty-state.js';
import { tapLine } from '../parts/sample-banner.js';

/** Nothing at all came in under these filters. */
export const noEvents: EmptyReason = {
  missing: 'No session in this period',
  how: 'Sessions come from a tap on a running Codex, or from its session logs:',
  command: `${tapLine}   ·   npx tacho import`,
};
