import type { Fact } from '../facts/index.js';
import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';

/**
 * Whether a fact is to be used. Once a source has told a kind of fact of a thread explicitly, what traffic implies of that
 * kind in that thread is not: the two would describe the same thing twice. Likewise for what belongs to no thread.
 */
export function explicitWins(ctx: Context, fact: Fact): boolean {
  const { explicit } = ctx.state;
  if ('implied' in fact && fact.implied === true) return explicit.size === 0 || !explicit.has(keyOf(fact));
  if (!impliedKinds.has(fact.kind)) return true;
  explicit.set(keyOf(fact), true);
  if (explicit.size > reducerLimits.threadsMax) for (const oldest of explicit.keys()) return explicit.delete(oldest);
  return true;
}

function keyOf(fact: Fact): string {
  return 'threadId' in fact && fact.threadId !== null ? `${fact.kind} ${fact.threadId}` : fact.kind;
}

/** Kinds that traffic implies. */
const impliedKinds: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>([
  'subAgentThreadStarted',
  'threadArchived',
  'goalChanged',
  'turnResolvedConfig',
  'turnTokenUsage',
  'turnCodexError',
  'turnProfile',
  'modelResponse',
  'compaction',
  'guardianReview',
  'hookRun',
  'skillInvoked',
  'appMentioned',
  'appUsed',
  'pluginUsed',
  'pluginStateChanged',
  'pluginInstallFailed',
  'controlToolCall',
  'agentToolCall',
  'mcpElicitation',
]);
