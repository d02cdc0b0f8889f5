import { behaviourOf, type WireVersion } from '../protocol/index.js';
import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';
import type { ToolItemInput } from './events/tool-item.js';
import { evictOldest, threadContext, threadOf, type ThreadContext } from './lookup.js';
import { itemKey, type OpenItem, type OpenToolCounts, type Turn } from './state.js';

/** Kinds of tool that a turn counts; control tools count in the total alone. */
export type CountedTool = Exclude<keyof OpenToolCounts, 'total'> | 'controlTool';

/** The open item of a turn, made when it is not known yet: an approval may come before the start. */
export function openItem(ctx: Context, threadId: string, turnId: string, itemId: string): OpenItem {
  const { items } = threadOf(ctx, threadId);
  const key = itemKey(turnId, itemId);
  const known = items.get(key);
  if (known !== undefined) return known;
  const item: OpenItem = {
    turnId,
    startedAtMs: null,
    reviews: null,
    elicitationType: null,
    answeredAtMs: null,
    mcpServer: null,
    unsandboxed: false,
    hookAllowed: false,
    begun: null,
  };
  items.set(key, item);
  evictOldest(ctx, items, reducerLimits.itemsPerThreadMax, 'an item was forgotten: too many never ended');
  return item;
}

/** A tool item that ended and is to be reported. */
export interface EndedTool extends ThreadContext {
  readonly turn: Turn | null;
  readonly open: OpenItem | null;
  /** The shared part of its event. */
  readonly input: ToolItemInput;
}

/** Where a tool item ended. */
export interface ToolEnd {
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly completedAtMs: number;
  /** For tools that no `item/started` announces. */
  readonly startedAtMs?: number;
  /** What asked for it: a call of the model or of a script, the user, or the provider of the model by itself. */
  readonly askedBy: 'call' | 'user' | 'provider';
}

/** Where a tool ended that its fact tells from start to end. */
export function toolEndOf(fact: Omit<Required<ToolEnd>, 'askedBy'>): ToolEnd {
  const { threadId, turnId, itemId, startedAtMs, completedAtMs } = fact;
  return { threadId, turnId, itemId, startedAtMs, completedAtMs, askedBy: 'call' };
}

/**
 * Counts the end of a tool item on its turn and gathers what its event needs; null when it is not reported, with the reason
 * counted. The item is let go in any case.
 */
export function endTool(ctx: Context, end: ToolEnd, counted: CountedTool): EndedTool | null {
  const { threadId, turnId, itemId } = end;
  const thread = ctx.state.threads.get(threadId);
  const key = itemKey(turnId, itemId);
  const open = thread?.items.get(key) ?? null;
  const turn = ctx.state.turns.get(turnId) ?? null;
  if (turn === null && !lateItemsReported(ctx, threadId)) {
    thread?.items.delete(key);
    ctx.anomaly('tool item dropped: missing turn state');
    return null;
  }
  if (turn !== null) countTool(turn, counted);
  const startedAtMs = open?.startedAtMs ?? end.startedAtMs;
  if (startedAtMs === undefined) {
    ctx.anomaly('tool item dropped: missing start');
    return null;
  }
  thread?.items.delete(key);
  if (end.completedAtMs < 0) {
    ctx.anomaly('tool item dropped: missing end time');
    return null;
  }
  const context = threadContext(ctx, threadId, 'tool item');
  if (context === null) return null;
  const { connection, metadata } = context;
  const input: ToolItemInput = {
    threadId,
    sessionId: metadata.sessionId,
    turnId,
    rootTurnId: ownsTurn(end, turn) ? null : (turn?.rootTurnId ?? open?.begun?.rootTurnId ?? null),
    itemId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
    toolEventType: toolEventTypeOf(end, turn, open),
    turnTrigger: end.askedBy === 'user' ? null : ((turn?.config ?? open?.begun?.config)?.turnTrigger ?? null),
    startedAtMs,
    completedAtMs: end.completedAtMs,
    reviews: open?.reviews ?? null,
  };
  return { connection, metadata, thread: context.thread, turn, open, input };
}

/** A command of the user has a turn of its own, unless it was given while another one ran. */
function ownsTurn({ askedBy }: ToolEnd, turn: Turn | null): boolean {
  return askedBy === 'user' && (turn === null || turn.connectionId === null);
}

/** Whether the version that a thread runs in reports items that end after their turn. */
function lateItemsReported(ctx: Context, threadId: string): boolean {
  const version = wireVersionOfThread(ctx, threadId);
  return version !== null && behaviourOf(version).lateItemsReported;
}

/** Wire version of the server that runs a thread; null when its connection is unknown. */
export function wireVersionOfThread(ctx: Context, threadId: string): WireVersion | null {
  const connectionId = ctx.state.threads.get(threadId)?.connectionId ?? null;
  return connectionId === null ? null : (ctx.state.connections.get(connectionId)?.wireVersion ?? null);
}

function countTool({ counts }: Turn, counted: CountedTool): void {
  counts.total++;
  if (counted !== 'controlTool') counts[counted]++;
}

/** The end of a command may be announced a little later than the usage of the answer that asked for it. */
const announcementJitterMs = 50;

/**
 * What made a call, told by its id: scripts of code mode name theirs `exec-…`. What went on in the background after its call
 * had been answered is no call any more.
 */
function toolEventTypeOf(
  { askedBy, itemId, completedAtMs }: ToolEnd,
  turn: Turn | null,
  open: OpenItem | null,
): string | null {
  if (askedBy !== 'call' || turn === null) return null;
  const answeredAtMs = open?.answeredAtMs ?? null;
  if (answeredAtMs !== null && completedAtMs > answeredAtMs + announcementJitterMs) return null;
  return itemId.startsWith('exec-') ? 'inner_tool_call' : 'model_tool_call';
}
