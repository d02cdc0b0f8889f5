import { CollectorError } from '../errors.js';
import type { FrameMeta } from '../log/format.js';
import type { BoundParams } from '../store/store.js';

/** What is to be forgotten: everything that meets all of the given conditions; at least one is given. */
export interface ForgetRequest {
  readonly thread?: string;
  readonly account?: string;
  /** What happened before this moment, Unix milliseconds. */
  readonly beforeMs?: number;
}

/** Checks a request that comes from outside. */
export function parseForgetRequest(value: unknown): ForgetRequest {
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { thread, account, before_ms: beforeMs, ...others } = fields;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid('Only thread, account and before_ms are known.');
  if (thread !== undefined && (typeof thread !== 'string' || thread === '')) throw invalid('thread: give an id.');
  if (account !== undefined && (typeof account !== 'string' || account === '')) throw invalid('account: give a name.');
  if (beforeMs !== undefined && !(typeof beforeMs === 'number' && Number.isSafeInteger(beforeMs) && beforeMs >= 0)) {
    throw invalid('before_ms: give Unix milliseconds.');
  }
  if (thread === undefined && account === undefined && beforeMs === undefined) throw invalid('Say what to forget.');
  return {
    ...(thread === undefined ? {} : { thread }),
    ...(account === undefined ? {} : { account }),
    ...(beforeMs === undefined ? {} : { beforeMs }),
  };
}

/** The condition on rows of `events`, with its parameters. */
export function forgetCondition({ thread, account, beforeMs }: ForgetRequest): {
  readonly sql: string;
  readonly params: BoundParams;
} {
  const conditions: string[] = [];
  if (thread !== undefined) conditions.push('thread_id = {thread:String}');
  if (account !== undefined) conditions.push('account = {account:String}');
  if (beforeMs !== undefined) conditions.push("occurred_at < fromUnixTimestamp64Milli({before:Int64}, 'UTC')");
  return {
    sql: conditions.join(' AND '),
    params: {
      ...(thread === undefined ? {} : { thread }),
      ...(account === undefined ? {} : { account }),
      ...(beforeMs === undefined ? {} : { before: beforeMs }),
    },
  };
}

/**
 * A look at a line of the log before it is parsed: false when it cannot be meant. Lines are as their sources wrote them, and
 * JSON spells a letter in many ways, each but the letter itself with a backslash.
 */
export function mayBeMeant({ thread }: ForgetRequest, line: string): boolean {
  return thread === undefined || line.includes(thread) || line.includes('\\');
}

/** Whether an event of the log is meant. */
export function isMeant(
  { thread, account, beforeMs }: ForgetRequest,
  meta: Pick<FrameMeta, 'account'>,
  event: { readonly threadId: string; readonly occurredAtMs: number },
): boolean {
  return (
    (thread === undefined || event.threadId === thread) &&
    (account === undefined || meta.account === account) &&
    (beforeMs === undefined || event.occurredAtMs < beforeMs)
  );
}

function invalid(detail: string): CollectorError {
  return new CollectorError('parameter_invalid', { detail });
}
