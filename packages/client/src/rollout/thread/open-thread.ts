import { behaviourOf } from '../../protocol/index.js';
import type { ThreadContext } from './thread-context.js';

/**
 * Tells that the thread is there, once. The first line of a log does not name the model, so this waits for the settings of
 * the first turn; at the end of a log without a turn (`model` given) it is told all the same.
 */
export function openThread(context: ThreadContext, atMs: number, model?: string): void {
  const { state, connectionId } = context;
  const { meta } = state;
  if (state.isOpened) return;
  state.isOpened = true;
  const parentId = meta.parentThreadId;
  const parent = parentId === null ? null : context.contextOf(parentId);
  if (state.isDetachedReview || parent?.state.isDetachedReview === true) return;
  // a sub-agent takes the client of its parent, which must therefore be known first
  if (parent !== null && !parent.state.isOpened) openThread(parent, atMs, parent.state.context?.model ?? undefined);
  const common = {
    threadId: meta.threadId,
    sessionId: state.sessionId,
    model: model ?? state.context?.model ?? '',
    ephemeral: false,
    threadSource: meta.threadSource,
    parentThreadId: parentId,
    forkedFromThreadId: meta.forkedFromId,
    createdAt: Math.floor(meta.createdAtMs / 1000),
  };
  const tell = state.isHidden ? context.tellHidden : context.tell;
  // the reviewer of a sub-agent is not announced
  if (meta.isGuardian && parent?.state.meta.isSubagent === true && !behaviourOf(state.wire).subAgentTurnsReported)
    return;
  if (meta.subagentSource !== null) {
    tell({ kind: 'subAgentThreadStarted', atMs: meta.createdAtMs, ...common, subagentSource: meta.subagentSource });
  }
  if (meta.subagentSource === null || parent === null) {
    // a sub-agent whose parent's log is gone: nobody else would give it a client
    if (meta.subagentSource !== null) return;
    context.tell({
      kind: 'threadOpened',
      atMs: meta.createdAtMs,
      connectionId,
      ...common,
      subagentSource: null,
      mode: meta.forkedFromId === null ? 'new' : 'forked',
      isWorktree: meta.hasGit ? false : null,
    });
  }
}
