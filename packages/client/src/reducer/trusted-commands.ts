import { reducerLimits } from '../limits.js';
import type { CommandExecutionItem } from '../protocol/messages/item.js';
import type { Context } from './context.js';
import { evictOldest } from './lookup.js';

/**
 * Commands that the user trusts from now on, which then run without the sandbox: those that begin with certain words (a rule
 * that was accepted with an approval), and in a thread the very command that was let out of the sandbox for the session. Only
 * hashes are kept.
 */
export function trustPrefix(ctx: Context, words: readonly unknown[]): void {
  if (words.length === 0 || words.length > prefixWordsMax || !words.every((word) => typeof word === 'string')) return;
  remember(ctx, hashOf(words));
}

/** Trusts one command of a thread for its session. */
export function trustCommand(ctx: Context, threadId: string, command: string): void {
  remember(ctx, hashOf([threadId, command]));
}

/** Whether a command is trusted as a whole, or each command that it consists of by its first words. */
export function isTrusted({ state: { trusted } }: Context, threadId: string, item: CommandExecutionItem): boolean {
  if (trusted.size === 0) return false;
  if (item.command != null && trusted.has(hashOf([threadId, item.command]))) return true;
  const { commandActions } = item;
  return commandActions.length > 0 && commandActions.every(({ command }) => beginsTrusted(trusted, command ?? ''));
}

const prefixWordsMax = 8;

function beginsTrusted(trusted: ReadonlyMap<string, true>, command: string): boolean {
  const words: string[] = [];
  for (const [, double, single, plain] of command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) {
    words.push(double ?? single ?? plain ?? '');
    if (trusted.has(hashOf(words))) return true;
    if (words.length === prefixWordsMax) break;
  }
  return false;
}

function remember(ctx: Context, hash: string): void {
  const { trusted } = ctx.state;
  trusted.set(hash, true);
  evictOldest(ctx, trusted, reducerLimits.trustedCommandsMax, 'a trusted command was forgotten: there are too many');
}

/** Two 32-bit hashes (FNV-1a from different beginnings): enough to tell some hundreds of commands apart. */
function hashOf(words: readonly string[]): string {
  const text = words.join('\0');
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}-${text.length}`;
}
