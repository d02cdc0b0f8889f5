import type { Fact } from '../facts/index.js';
import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';

/**
 * Whether a fact is to be used. Once a source has told a kind of fact of a thread explicitly, what traffic implies of that
 * kind in that thread is not: the two would describe the same thing twice.
 */
export function explicitWins(ctx: Context, fact: Fact): boolean {
  if (!('threadId' in fact) || fact.threadId == null) return true;
  const implied = 'implied' in fact && fact.implied === true;
  const { explicit } = ctx.state;
  if (implied) return explicit.size === 0 || !explicit.has(`${fact.kind} ${fact.threadId}`);
  if (!impliedKinds.has(fact.kind)) return true;
  explicit.set(`${fact.kind} ${fact.threadId}`, true);
  if (explicit.size > reducerLimits.threadsMax) for (const oldest of explicit.keys()) return explicit.delete(oldest);
  return true;
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
  'controlToolCall',
  'agentToolCall',
]);
