import type { ItemCompletedParams, ItemStartedParams } from '../../protocol/messages/item.js';
import { tellUsedApp } from './apps.js';
import { onCompactionCompleted, onCompactionStarted } from './compactions.js';
import { onQueuedMessage } from './queue.js';
import { imagePreparation, preparationOf } from './image-size.js';
import { tellImplicitSkills } from './skills.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import { onCollabCompleted, onSubAgentActivity } from './sub-agents.js';
import { resolveTurn } from './turn-config.js';
import { onUserMessage } from './turn-profile.js';
import type { TrafficContext } from './traffic-context.js';

/** An item began. Anything but the user's message shows that the turn goes on. */
export function onItemStarted(ctx: TrafficContext, thread: TrafficThread, params: ItemStartedParams): void {
  // The commands of a review come under a turn that never started (0.137): nothing is known of it.
  const turn = thread.turns.get(params.turnId);
  if (turn === undefined) return;
  const { item, startedAtMs } = params;
  if (item.type === 'userMessage') return onQueuedMessage(ctx, thread, turn, item.clientId);
  if (item.type === 'contextCompaction') return onCompactionStarted(thread, turn, item.id, startedAtMs);
  if (item.type === 'imageView' || item.type === 'subAgentActivity') turn.itemStarts.set(item.id, startedAtMs);
  // Whatever begins was asked for by a request whose use is announced later.
  turn.requestOpen = true;
  resolveTurn(ctx, thread, turn);
}

/** An item ended: what it implies. Returns the thread that it names for the first time. */
export function onItemCompleted(
  ctx: TrafficContext,
  thread: TrafficThread,
  params: ItemCompletedParams,
): string | null {
  const turn = thread.turns.get(params.turnId);
  if (turn === undefined) return null;
  const { item, completedAtMs } = params;
  switch (item.type) {
    case 'userMessage':
      onUserMessage(turn, completedAtMs);
      return null;
    case 'contextCompaction':
      onCompactionCompleted(ctx, thread, turn, completedAtMs);
      return null;
    case 'commandExecution':
      tellImplicitSkills(ctx, thread, turn, item);
      return null;
    case 'mcpToolCall':
      tellUsedApp(ctx, thread, turn, item);
      return null;
    case 'dynamicToolCall':
      for (const part of item.contentItems ?? []) {
        const image = part.imageUrl == null ? null : imagePreparation(part.imageUrl, null, item.id, null);
        if (image !== null) turn.images.push(image);
      }
      return null;
    case 'imageGeneration': {
      const image = item.result == null ? null : preparationOf(item.result, null, item.id, null);
      if (image !== null) turn.images.push(image);
      return null;
    }
    case 'imageView':
      imageViewed(ctx, thread, turn, item.id, completedAtMs);
      return null;
    case 'collabAgentToolCall':
      return onCollabCompleted(ctx, thread, item);
    case 'subAgentActivity': {
      const startedAtMs = turn.itemStarts.get(item.id) ?? completedAtMs;
      turn.itemStarts.delete(item.id);
      return onSubAgentActivity(ctx, thread, turn, item, { startedAtMs, completedAtMs });
    }
    default:
      return null;
  }
}

function imageViewed(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  itemId: string,
  completedAtMs: number,
): void {
  const startedAtMs = turn.itemStarts.get(itemId) ?? completedAtMs;
  turn.itemStarts.delete(itemId);
  ctx.emit({
    kind: 'controlToolCall',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    itemId,
    toolName: 'view_image',
    success: true,
    startedAtMs,
    completedAtMs,
  });
}
