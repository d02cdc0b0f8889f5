import type { WireEvent } from '../../envelope/index.js';
import { fromGuardianDraft } from './guardian-draft.js';
import { withMissingKeys } from './older-shapes.js';
import { fromToolReview } from './tool-review.js';

/**
 * Reads what programs of April and May 2026 send: names and shapes that were changed before codex 0.137. Gives the event in the
 * shape of today, with nothing that must not be kept; any other event comes back as it is. Nothing here is ever emitted.
 */
export function readSeedEra(event: WireEvent): WireEvent {
  switch (event.event_type) {
    case 'codex_tool_review_event':
      return fromToolReview(event);
    case 'codex_guardian_review':
      return fromGuardianDraft(event);
    default:
      return withMissingKeys(event);
  }
}
