import type { CollabAgentToolCallItem, SubAgentActivityItem } from '../../protocol/messages/item.js';
import type { AgentToolCallFact } from '../tool-facts.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import { addThread, beginsWithReviewer } from './threads.js';
import { tellConfig } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';
import { uuidTimeSeconds } from './uuid-time.js';

/** A call to an agent ended; one that spawned an agent names its thread for the first time. Returns the new thread's id. */
export function onCollabCompleted(
  ctx: TrafficContext,
  parent: TrafficThread,
  item: CollabAgentToolCallItem,
): string | null {
  const [child] = item.receiverThreadIds;
  if (item.tool !== 'spawnAgent' || child === undefined || ctx.state.threads.has(child)) return null;
  return startSubAgent(ctx, parent, child, item.model ?? null, item.reasoningEffort ?? null);
}

/** What multi-agent v2 shows instead of a call's item. Returns the thread that it names for the first time. */
export function onSubAgentActivity(
  ctx: TrafficContext,
  parent: TrafficThread,
  turn: TrafficTurn,
  item: SubAgentActivityItem,
  span: { readonly startedAtMs: number; readonly completedAtMs: number },
): string | null {
  if (parent.multiAgentVersion !== 'v2') {
    parent.multiAgentVersion = 'v2';
    if (turn.resolved) tellConfig(ctx, parent, turn);
  }
  const started = item.kind === 'started';
  const child =
    started && !ctx.state.threads.has(item.agentThreadId)
      ? startSubAgent(ctx, parent, item.agentThreadId, item.model ?? null, item.reasoningEffort ?? null)
      : null;
  // Other ids are those of the agent's own doings, which no call made.
  if (!item.id.startsWith('call_')) return child;
  const call: AgentToolCallFact = {
    kind: 'agentToolCall',
    atMs: ctx.atMs,
    implied: true,
    threadId: parent.threadId,
    turnId: turn.turnId,
    itemId: item.id,
    toolName: toolNames[item.kind] ?? 'send_message',
    failed: false,
    receiverThreadIds: [item.agentThreadId],
    requestedModel: started ? (item.model ?? null) : null,
    requestedReasoningEffort: started ? (item.reasoningEffort ?? null) : null,
    agentStates: { total: started ? 1 : 0, completed: 0, failed: 0 },
    ...span,
  };
  // A message and a follow-up task look alike until the agent begins a turn, or the caller goes on.
  if (item.kind === 'interacted') parent.openInteraction = call;
  else ctx.emit(call);
  return child;
}

/** The caller went on: what it said to the agent was a message. */
export function settleInteraction(ctx: TrafficContext, parent: TrafficThread): void {
  const call = parent.openInteraction;
  if (call === null) return;
  parent.openInteraction = null;
  ctx.emit(call);
}

/** An agent began a turn: what its parent said to it last was a task. */
export function onAgentTurnStarted(ctx: TrafficContext, child: TrafficThread): void {
  const parent = child.parentThreadId === null ? undefined : ctx.state.threads.get(child.parentThreadId);
  const call = parent?.openInteraction ?? null;
  if (parent === undefined || call === null || call.receiverThreadIds[0] !== child.threadId) return;
  parent.openInteraction = null;
  ctx.emit({ ...call, toolName: 'followup_task' });
}

const toolNames: Readonly<Record<string, string>> = {
  started: 'spawn_agent',
  interacted: 'send_message',
  interrupted: 'interrupt_agent',
};

function startSubAgent(
  ctx: TrafficContext,
  parent: TrafficThread,
  threadId: string,
  model: string | null,
  reasoningEffort: string | null,
): string {
  const settings = { ...parent.settings, model: model ?? parent.settings.model, reasoningEffort };
  // The call names an effort even where nobody chose one and nothing is known of the model, which then has none.
  const isKnown = !ctx.state.unknownModels.has(settings.model);
  if (!isKnown && parent.settings.reasoningEffort === null) settings.reasoningEffort = null;
  addThread(ctx, {
    threadId,
    connectionId: parent.connectionId,
    wireVersion: parent.wireVersion,
    mode: 'new',
    parentThreadId: parent.threadId,
    subAgent: true,
    ephemeral: parent.ephemeral,
    cwd: parent.cwd,
    repoUrl: parent.repoUrl,
    settings,
    hadTurn: false,
    lastTurn: null,
    contextModel: null,
    runningTurnId: null,
    compactAsked: false,
    announced: null,
    contextTokens: 0,
    finishedReviews: 0,
    hasReviewer: beginsWithReviewer(parent.wireVersion, parent.settings.approvalsReviewer),
    openReviews: new Map(),
    goal: null,
    multiAgentVersion: parent.multiAgentVersion,
    openInteraction: null,
    turns: new Map(),
    queued: new Map(),
  });
  // Of the agents of an agent the server reports nothing.
  if (parent.subAgent) return threadId;
  ctx.emit({
    kind: 'subAgentThreadStarted',
    atMs: ctx.atMs,
    implied: true,
    threadId,
    sessionId: null,
    parentThreadId: parent.threadId,
    subagentSource: 'thread_spawn',
    model: settings.model,
    ephemeral: parent.ephemeral,
    createdAt: uuidTimeSeconds(threadId),
  });
  return threadId;
}
