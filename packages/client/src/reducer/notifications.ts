import type { NotificationFact } from '../facts/index.js';
import type { Context } from './context.js';
import { onAutoReviewCompleted } from './on/auto-review-completed.js';
import { onItemCompleted } from './on/item-completed.js';
import { onItemStarted } from './on/item-started.js';
import { onTerminalInteraction } from './on/terminal-interaction.js';
import { onThreadClosed } from './on/thread-closed.js';
import { onTurnCompleted } from './on/turn-completed.js';
import { onTurnDiffUpdated } from './on/turn-diff-updated.js';
import { onTurnStarted } from './on/turn-started.js';

/** A notification of the server, by method. Others that sources read for what they imply change nothing here. */
export function onNotification(ctx: Context, { notification }: NotificationFact): void {
  switch (notification.method) {
    case 'turn/started':
      return onTurnStarted(ctx, notification.params);
    case 'turn/completed':
      return onTurnCompleted(ctx, notification.params);
    case 'turn/diff/updated':
      return onTurnDiffUpdated(ctx, notification.params);
    case 'item/started':
      return onItemStarted(ctx, notification.params);
    case 'item/completed':
      return onItemCompleted(ctx, notification.params);
    case 'item/commandExecution/terminalInteraction':
      return onTerminalInteraction(ctx, notification.params);
    case 'item/autoApprovalReview/completed':
      return onAutoReviewCompleted(ctx, notification.params);
    case 'thread/closed':
      return onThreadClosed(ctx, notification.params);
  }
}
