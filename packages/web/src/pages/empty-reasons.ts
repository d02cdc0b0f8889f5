import type { EmptyReason } from '../parts/empty-state.js';
import { tapLine } from '../parts/sample-banner.js';

const howToGetEvents = [tapLine, 'npx tacho import'];

/** Nothing at all came in under these filters. */
export const noEvents: EmptyReason = {
  missing: 'No session in this period',
  how: 'Sessions come from a tap on a running Codex, or from its session logs:',
  commands: howToGetEvents,
};

/** No use of tokens was told. */
export const noTokens: EmptyReason = {
  missing: 'No tokens in this period',
  how: 'Tokens come with turns: from a tap on a running Codex, or from its session logs:',
  commands: howToGetEvents,
};

/** Nothing had to be approved, or nobody watched. */
export const noApprovals: EmptyReason = {
  missing: 'Nothing was asked in this period',
  how: 'Requests for approval are seen by a tap; session logs do not hold them all:',
  commands: [tapLine],
};

/** The automatic reviewer did nothing, or nobody watched. */
export const noGuardian: EmptyReason = {
  missing: 'The guardian reviewed nothing in this period',
  how: 'It is switched on in Codex (approvals by automatic review), and its reviews are seen by a tap:',
  commands: [tapLine],
};

/** No tool was called. */
export const noTools: EmptyReason = {
  missing: 'No tool was called in this period',
  how: 'Calls come from a tap on a running Codex, or from its session logs:',
  commands: howToGetEvents,
};
