import { objectOf, parseObject, stringOf } from '../json-value.js';
import { lineKind, lineKindOf, unreadLine } from '../line-kind.js';
import { readLines } from '../read-lines.js';
import type { ReadLinesResult } from '../read-lines.js';
import type { SkipReason } from '../skipped.js';
import { isHistoryTurn, readSessionMeta } from '../session-meta.js';
import type { SessionMeta } from '../session-meta.js';
import { countsIn, lineTime, placeBehind, stringIn } from './byte-values.js';
import { isNoUse, noTokens, useBetween } from './token-use.js';
import type { TokenCounts, TokenPurpose } from './token-use.js';

/** One use of tokens as the fast path sees it. */
export interface ScannedUse {
  readonly atMs: number;
  readonly turnId: string | null;
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly responseId: string | null;
  readonly purpose: TokenPurpose;
  readonly tokens: TokenCounts;
  readonly byteOffset: number;
}

/** Hears what a scan finds. */
export interface TokenScanListener {
  session(meta: SessionMeta): void;
  use(use: ScannedUse): void;
  /** A use that the file repeats from another thread, or twice; it counts elsewhere. */
  replayed(tokens: TokenCounts, why: 'response-id' | 'fork-cut' | 'other-thread'): void;
  skipped(reason: SkipReason, offset: number): void;
}

/**
 * Reads nothing of a session log but its uses of tokens. Lines that can't matter are told by their first bytes
 * (`lineKindOf`), and of those that do only the wanted values are cut out, without parsing: a log is mostly text of the
 * conversation.
 *
 * Two ways of counting, never mixed: `token_usage_record` (since 0.169: one per model response, with its id) where a
 * file has them, else the growth of the totals that `token_count` announces.
 */
export function scanTokens(path: string, listener: TokenScanListener, fromOffset = 0): ReadLinesResult {
  const scan = createTokenScan(listener);
  const result = readLines(path, { line: scan.line, skipped: listener.skipped }, { fromOffset });
  scan.end();
  return result;
}

/** The scan as a function of lines; `line` wants the bytes of one line, `end` says that no more will come. */
function createTokenScan(listener: TokenScanListener): {
  line(bytes: Buffer, start: number, end: number, offset: number): boolean;
  end(): void;
} {
  let meta: SessionMeta | null = null;
  let turnId: string | null = null;
  /** In the part of a forked file that was copied from its parent. */
  let inHistory = false;
  let model: string | null = null;
  let serviceTier: string | null = null;
  let hasRecords = false;
  let total: TokenCounts = noTokens;
  /** The same total was announced again since the last use: a compaction begins by doing so. */
  let isRepeated = false;
  let pending: (ScannedUse & { readonly isAfterRepeat: boolean }) | null = null;
  const responses = new Set<string>();

  /** A use waits for the next one, since only the record behind it tells that it was a compaction. */
  const settle = () => {
    if (pending !== null) listener.use(pending);
    pending = null;
  };

  const found = (atMs: number, tokens: TokenCounts, responseId: string | null, byteOffset: number) => {
    settle();
    const purpose = meta?.isGuardian === true ? 'guardian' : meta?.isSubagent === true ? 'subagent' : 'turn';
    pending = { atMs, turnId, model, serviceTier, responseId, purpose, tokens, byteOffset, isAfterRepeat: isRepeated };
    isRepeated = false;
  };

  const onCompacted = (text: string) => {
    const responseId = stringAt(text, '"compaction_response_id":"');
    const isIts = responseId === null ? pending?.isAfterRepeat : pending?.responseId === responseId;
    if (pending !== null && isIts === true && pending.purpose !== 'guardian')
      pending = { ...pending, purpose: 'compaction' };
    settle();
  };

  const onTotals = (bytes: Buffer, start: number, end: number, offset: number) => {
    const at = placeBehind(bytes, keys.total, start, end);
    if (at === -1) return;
    const announced = countsIn(bytes, at, end);
    const isSame = announced.inputTokens === total.inputTokens && announced.outputTokens === total.outputTokens;
    const hasFallen = announced.inputTokens < total.inputTokens || announced.outputTokens < total.outputTokens;
    // what the last request used is asked for where the total does not say it
    const lastAt = isSame || hasFallen ? placeBehind(bytes, keys.last, at, end) : -1;
    const last = lastAt === -1 ? null : countsIn(bytes, lastAt, end);
    const used = useBetween(total, announced, last);
    total = announced;
    if (isNoUse(used)) isRepeated ||= last !== null && !isNoUse(last);
    else if (inHistory) listener.replayed(used, 'fork-cut');
    else found(lineTime(bytes, start), used, null, offset);
  };

  const onRecord = (bytes: Buffer, start: number, end: number, offset: number) => {
    hasRecords = true;
    const usageAt = placeBehind(bytes, keys.usage, start, end);
    const used = usageAt === -1 ? noTokens : countsIn(bytes, usageAt, end);
    const responseId = stringIn(bytes, keys.responseId, start, end);
    const thread = stringIn(bytes, keys.threadId, start, end);
    if (thread !== null && thread !== meta?.threadId) return listener.replayed(used, 'other-thread');
    if (responseId !== null && responses.has(responseId)) return listener.replayed(used, 'response-id');
    if (responseId !== null) responses.add(responseId);
    turnId = stringIn(bytes, keys.turnId, start, end) ?? turnId;
    if (!isNoUse(used)) found(lineTime(bytes, start), used, responseId, offset);
  };

  const onSessionMeta = (text: string) => {
    if (meta === null) {
      meta = readSessionMeta(text);
      if (meta !== null) listener.session(meta);
    } else if (stringAt(text, '"id":"') !== meta.threadId) inHistory = true;
  };

  const onLine = (kind: number, text: string) => {
    switch (kind) {
      case sessionMeta:
        return onSessionMeta(text);
      case turnContext:
        turnId = stringAt(text, '"turn_id":"') ?? turnId;
        model = stringAt(text, '"model":"') ?? model;
        return;
      case taskStarted:
        turnId = stringAt(text, '"turn_id":"') ?? turnId;
        if (inHistory && meta !== null) inHistory = isHistoryTurn(meta, turnId, numberAt(text, '"started_at":'));
        return;
      case settingsApplied:
        serviceTier = stringAt(text, '"service_tier":"');
        return;
      case compacted:
        return onCompacted(text);
    }
  };

  /** Lines of which there are many are read as bytes, the others as text. */
  const onBytes = (kind: number, bytes: Buffer, start: number, end: number, offset: number) => {
    if (kind === tokenCount) return hasRecords ? undefined : onTotals(bytes, start, end, offset);
    if (kind === usageRecord) return onRecord(bytes, start, end, offset);
    // one byte a character: fast, and right for all that is wanted from these lines but names beyond ASCII
    onLine(kind, kind === sessionMeta ? bytes.toString('utf8', start, end) : bytes.toString('latin1', start, end));
  };

  return {
    line(bytes, start, end, offset) {
      const kind = lineKindOf(bytes, start, end);
      if (wanted.has(kind)) onBytes(kind, bytes, start, end, offset);
      else if (kind === unreadLine) {
        const line = reorderedLine(bytes.toString('utf8', start, end));
        if (line === null) listener.skipped('not-json', offset);
        else if (wanted.has(line.kind)) onBytes(line.kind, line.bytes, 0, line.bytes.length, offset);
      }
      if (meta !== null) return true;
      listener.skipped(offset === 0 ? 'not-a-session-log' : 'unreadable', 0);
      return false;
    },
    end: settle,
  };
}

const sessionMeta = lineKind('session_meta');
const turnContext = lineKind('turn_context');
const taskStarted = lineKind('event_msg', 'task_started');
const settingsApplied = lineKind('event_msg', 'thread_settings_applied');
const tokenCount = lineKind('event_msg', 'token_count');
const usageRecord = lineKind('token_usage_record');
const compacted = lineKind('compacted');
/** Keys with what follows them up to their value. */
const keys = {
  total: Buffer.from('"total_token_usage":{'),
  last: Buffer.from('"last_token_usage":{'),
  usage: Buffer.from('"usage":{'),
  responseId: Buffer.from('"response_id":"'),
  threadId: Buffer.from('"thread_id":"'),
  turnId: Buffer.from('"turn_id":"'),
};
const wanted = new Set([sessionMeta, turnContext, taskStarted, settingsApplied, tokenCount, usageRecord, compacted]);

/** A line whose keys stand in another order, written anew in the usual one; null when it is not JSON. */
function reorderedLine(text: string): { kind: number; bytes: Buffer } | null {
  const record = parseObject(text);
  if (record === null) return null;
  const { timestamp, type, payload, ...rest } = record;
  const inner = objectOf(payload);
  const payloadType = type === 'event_msg' || type === 'response_item' ? stringOf(inner?.type) : null;
  const ordered = inner === null ? payload : { type: inner.type, ...inner };
  return {
    kind: lineKind(stringOf(type) ?? '', payloadType ?? undefined),
    bytes: Buffer.from(JSON.stringify({ timestamp, type, payload: ordered, ...rest })),
  };
}

/** The number behind `key`. */
function numberAt(text: string, key: string): number | null {
  let at = text.indexOf(key);
  if (at === -1) return null;
  at += key.length;
  let value = 0;
  const first = at;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(++at))
    value = value * 10 + code - 48;
  return at === first ? null : value;
}

/** The string behind `key`; ids, models and tiers hold nothing that JSON escapes. */
function stringAt(text: string, key: string): string | null {
  const at = text.indexOf(key);
  if (at === -1) return null;
  const end = text.indexOf('"', at + key.length);
  return end === -1 ? null : text.slice(at + key.length, end);
}
