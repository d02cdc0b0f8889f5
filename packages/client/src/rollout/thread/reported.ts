import { behaviourOf } from '../../protocol/index.js';
import type { ThreadContext } from './thread-context.js';

/**
 * Whether the real Codex tells of the turns and tools of this thread: not of `/review` sub-threads, nor of agents that an
 * agent spawned; of the reviewer's since the version that reports turns of sub-agents.
 */
export function isReported(context: ThreadContext): boolean {
  const { state } = context;
  if (state.isDetachedReview || state.meta.spawnDepth > 1) return false;
  if (!state.isHidden) return true;
  return state.meta.isGuardian && behaviourOf(state.wire).subAgentTurnsReported;
}
