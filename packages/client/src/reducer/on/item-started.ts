import type { ItemStartedParams } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { openItem } from '../tools.js';

/** A tool item began: its start is kept until its end. */
export function onItemStarted(ctx: Context, { threadId, turnId, startedAtMs, item }: ItemStartedParams): void {
  if (!(item.type in timedItems) || startedAtMs < 0) return;
  const open = openItem(ctx, threadId, turnId, item.id);
  open.startedAtMs = startedAtMs;
  const turn = ctx.state.turns.get(turnId);
  if (turn !== undefined) open.begun = { rootTurnId: turn.rootTurnId, config: turn.config };
  open.mcpServer = item.type === 'mcpToolCall' ? item.server : null;
}

/** Types of item whose life is measured by their start and end. */
const timedItems = {
  commandExecution: true,
  fileChange: true,
  mcpToolCall: true,
  dynamicToolCall: true,
  collabAgentToolCall: true,
  webSearch: true,
  imageGeneration: true,
} as const;
