import type { Item } from '../../protocol/messages/item.js';
import { existsIn } from '../../protocol/index.js';
import type { RolloutRecord } from '../records/record.js';
import { settleCompaction } from './compactions.js';
import type { ThreadContext } from './thread-context.js';
import type { CallState, TurnState } from './thread-state.js';
import { lateEnrichment } from './turn-enrichment.js';
import { isReported } from './reported.js';

/** An item that ended, with its times. */
export interface ToldItem {
  readonly item: Item;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/** Tells an item: its start and its end at once, since a log has nothing between the two. */
export function tellItem(
  context: ThreadContext,
  told: ToldItem & { readonly turnId: string; readonly isHidden?: boolean },
): void {
  const { item, turnId } = told;
  const threadId = context.state.meta.threadId;
  const tell = told.isHidden === true ? context.tellHidden : context.tell;
  tell({
    kind: 'notification',
    atMs: told.startedAtMs,
    notification: { method: 'item/started', params: { threadId, turnId, startedAtMs: told.startedAtMs, item } },
  });
  tell({
    kind: 'notification',
    atMs: told.completedAtMs,
    notification: { method: 'item/completed', params: { threadId, turnId, completedAtMs: told.completedAtMs, item } },
  });
}

/** An end record or a finished item. */
export function onItem(context: ThreadContext, record: Extract<RolloutRecord, { kind: 'item' }>, atMs: number): void {
  const { state } = context;
  const { item } = record;
  const call = state.calls[item.id];
  if (call !== undefined) {
    call.hasItem = true;
    call.itemKind = item.type;
    call.completedAtMs = record.completedAtMs;
    for (const [session, id] of Object.entries(state.sessions)) if (id === item.id) delete state.sessions[session];
  }
  const turn = state.turn;
  const isForeign = record.threadId !== null && record.threadId !== state.meta.threadId;
  if (isForeign && !(turn?.isReview === true)) return;
  if (!isReported(context)) return;
  const turnId = isForeign ? (turn?.turnId ?? null) : (record.turnId ?? turn?.turnId ?? null);
  if (turnId === null) return;
  const completedAtMs = record.completedAtMs ?? atMs;
  // 0.137 writes no start: that of the call, and for most tools they wait for the call before them
  const freeAtMs = Math.max(call?.atMs ?? completedAtMs, state.turn?.lastOutputAtMs ?? 0);
  const startedAtMs = record.startedAtMs ?? freeAtMs;
  if (item.type === 'contextCompaction') {
    if (state.compaction !== null) Object.assign(state.compaction, { startedAtMs, completedAtMs });
    if (turn !== null && turn.userMessages > 0) settleCompaction(context, 'userMessage');
    return;
  }
  if (turn !== null && turn.turnId === turnId) noteItem(context, turn, record, startedAtMs);
  if (item.type === 'imageView') return tellControl(context, turnId, item.id, 'view_image', startedAtMs, completedAtMs);
  if (item.type === 'subAgentActivity') {
    if (call !== undefined) tellAgentCall(context, turnId, item, call, startedAtMs, completedAtMs);
    return;
  }
  tellItem(context, { item, turnId, startedAtMs, completedAtMs });
  if (turn === null || turn.turnId !== turnId) tellLate(context, turnId, item.id);
}

/** What an item adds to its turn beside its own event. */
function noteItem(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'item' }>,
  startedAtMs: number,
): void {
  const { item } = record;
  if (item.id.startsWith('exec-')) noteInner(context, turn, item, startedAtMs);
  else if (!turn.callIds.includes(item.id)) turn.otherItemIds.push(item.id);
  if (record.changes !== undefined && item.type === 'fileChange' && item.status === 'completed') {
    turn.patches.push(...record.changes);
  }
  if (item.type === 'mcpToolCall' && item.server === 'codex_apps') noteApp(context, turn, record, item.tool);
  if (item.type === 'imageGeneration' && typeof item.result === 'string' && item.result !== '') {
    turn.images.push({ role: null, itemId: item.id, url: `data:image/png;base64,${item.result}` });
  }
}

/** An inner call of a script belongs to the script that was open when it began; scripts run one after another. */
function noteInner(context: ThreadContext, turn: TurnState, item: Item, startedAtMs: number): void {
  const { state } = context;
  const script = turn.callIds
    .map((id) => state.calls[id])
    .filter((call) => call !== undefined && call.cell !== null && !call.isInner && call.atMs <= startedAtMs + 1)
    .find((call) => call?.outputAtMs === null || (call?.outputAtMs ?? 0) >= startedAtMs);
  if (script === undefined) return;
  state.calls[item.id] = {
    ...script,
    callId: item.id,
    parentCallId: script.callId,
    isInner: true,
    itemKind: item.type,
  };
  turn.callIds.push(item.id);
}

/** A tool of an app: the first of each app in a turn is told. */
function noteApp(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'item' }>,
  tool: string,
): void {
  const connectorId = record.connectorId ?? null;
  const app = connectorId ?? tool.split('_')[0] ?? tool;
  if (turn.usedApps.includes(app)) return;
  turn.usedApps.push(app);
  const isNamed = turn.mentionedApps.some((named) => named === connectorId || named.endsWith(app));
  context.tell({
    kind: 'appUsed',
    atMs: turn.startedAtMs,
    threadId: context.state.meta.threadId,
    turnId: turn.turnId,
    model: turn.context?.model ?? null,
    connectorId,
    appName: record.appName ?? null,
    invokeType: isNamed ? 'explicit' : 'implicit',
  });
}

/** Tools that later versions report, though they are no item of a tool's type. */
function tellControl(
  context: ThreadContext,
  turnId: string,
  itemId: string,
  toolName: string,
  startedAtMs: number,
  completedAtMs: number,
): void {
  if (!existsIn(context.state.wire, '0.169.0')) return;
  const ids = { threadId: context.state.meta.threadId, turnId, itemId };
  const times = { startedAtMs, completedAtMs };
  context.tell({ kind: 'controlToolCall', atMs: completedAtMs, ...ids, toolName, success: true, ...times });
}

/** Multi-agent v2: the item names the agent, the call the tool. */
function tellAgentCall(
  context: ThreadContext,
  turnId: string,
  item: Extract<Item, { type: 'subAgentActivity' }>,
  call: CallState,
  startedAtMs: number,
  completedAtMs: number,
): void {
  const isSpawn = call.name === 'spawn_agent';
  context.tell({
    kind: 'agentToolCall',
    atMs: completedAtMs,
    threadId: context.state.meta.threadId,
    turnId,
    itemId: item.id,
    toolName: call.name,
    failed: false,
    receiverThreadIds: [item.agentThreadId],
    requestedModel: item.model ?? null,
    requestedReasoningEffort: item.reasoningEffort ?? null,
    agentStates: { total: isSpawn ? 1 : 0, completed: 0, failed: 0 },
    startedAtMs,
    completedAtMs,
  });
}

/** An item of a turn that is over: its enrichment comes with it. */
function tellLate(context: ThreadContext, turnId: string, itemId: string): void {
  const { state } = context;
  const enrichment = lateEnrichment(context, turnId, state.calls[itemId]);
  const calls = { [itemId]: enrichment };
  context.tellHidden({ kind: 'turnEnrichment', atMs: 0, threadId: state.meta.threadId, turnId, calls });
}
