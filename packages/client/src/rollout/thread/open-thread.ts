import { inProcessConnectionId } from './thread-context.js';
import type { ThreadContext } from './thread-context.js';

/**
 * Tells that the thread is there, once. The first line of a log does not name the model, so this waits for the settings of
 * the first turn; at the end of a log without a turn it is told all the same.
 */
export function openThread(context: ThreadContext): void {
  const { state, connectionId } = context;
  const { meta } = state;
  if (state.isOpened) return;
  state.isOpened = true;
  const parentId = meta.parentThreadId;
  const parent = parentId === null ? null : context.contextOf(parentId);
  if (state.isDetachedReview || parent?.state.isDetachedReview === true) return;
  // an agent that an agent spawned has no client
  if (meta.spawnDepth > 1) return;
  // a sub-agent takes the client of its parent, which must therefore be known first
  if (parent !== null && !parent.state.isOpened) openThread(parent);
  const common = {
    threadId: meta.threadId,
    sessionId: state.sessionId,
    model: state.context?.model ?? state.settingsModel ?? meta.instructionsModel ?? '',
    ephemeral: false,
    threadSource: meta.threadSource,
    parentThreadId: parentId,
    forkedFromThreadId: meta.forkedFromId,
    createdAt: Math.floor(meta.createdAtMs / 1000),
  };
  const tell = state.isHidden ? context.tellHidden : context.tell;
  const { subagentSource } = meta;
  if (subagentSource === null) {
    const mode = meta.forkedFromId === null ? 'new' : 'forked';
    const isWorktree = meta.hasGit ? false : null;
    tell({ kind: 'threadOpened', atMs: meta.createdAtMs, connectionId, ...common, subagentSource, mode, isWorktree });
  } else if (parent === null) {
    // its parent's log is gone, and with it the client that it would inherit
    context.introduceInProcess(meta.createdAtMs);
    const orphan = {
      ...common,
      connectionId: inProcessConnectionId,
      subagentSource,
      mode: 'new',
      isWorktree: null,
    } as const;
    tell({ kind: 'threadOpened', atMs: meta.createdAtMs, ...orphan });
  } else {
    // the reviewer of a sub-agent is not announced
    const isUnannounced = meta.isGuardian && parent.state.meta.isSubagent;
    const quiet = isUnannounced ? ({ isUnannounced } as const) : {};
    tell({ kind: 'subAgentThreadStarted', atMs: meta.createdAtMs, ...common, subagentSource, ...quiet });
  }
}
