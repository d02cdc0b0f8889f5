import { lineKind } from '../line-kind.js';
import { arrayOf, numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { sessionMetaOf } from '../session-meta.js';
import { callsGeneration } from './calls-generation.js';
import { itemsGeneration } from './items-generation.js';
import type { RecordDecoder, RolloutRecord } from './record.js';
import { decodeContext, decodeTokens } from './settings-records.js';

/**
 * What each line means. The first table holds what all generations share; the others what one of them writes. They don't
 * contradict each other, so a log of a version between two known ones is read by both.
 */
const decoders = new Map<number, RecordDecoder>([
  [lineKind('session_meta'), decodeSession],
  [lineKind('turn_context'), (payload) => ({ kind: 'turnContext', context: decodeContext(payload) })],
  [lineKind('event_msg', 'task_started'), decodeTurnStarted],
  [lineKind('response_item', 'message'), decodeMessage],
  [lineKind('response_item', 'function_call'), (payload) => decodeCall(payload, payload.arguments, false)],
  [lineKind('response_item', 'custom_tool_call'), (payload) => decodeCall(payload, payload.input, true)],
  [lineKind('response_item', 'function_call_output'), decodeOutput],
  [lineKind('response_item', 'custom_tool_call_output'), decodeOutput],
  [lineKind('event_msg', 'token_count'), decodeTotals],
  [lineKind('compacted'), decodeCompacted],
  ...callsGeneration,
  ...itemsGeneration,
]);

/** Whether a line of this kind says anything that is needed; a line of no known kind has to be parsed to tell. */
export function isWantedLine(kind: number): boolean {
  return decoders.has(kind);
}

/** The record of a parsed line; null when it says nothing that is needed, or not in the known form. */
export function decodeRecord(line: JsonObject): RolloutRecord | null {
  const type = stringOf(line.type);
  const payload = objectOf(line.payload);
  if (type === null || payload === null) return null;
  const hasInner = type === 'event_msg' || type === 'response_item';
  const decode = decoders.get(lineKind(type, hasInner ? (stringOf(payload.type) ?? '') : undefined));
  return decode?.(payload) ?? null;
}

function decodeSession(payload: JsonObject): RolloutRecord | null {
  const meta = sessionMetaOf(payload);
  return meta === null ? null : { kind: 'session', meta };
}

function decodeTurnStarted(payload: JsonObject): RolloutRecord | null {
  const turnId = stringOf(payload.turn_id);
  if (turnId === null) return null;
  return {
    kind: 'turnStarted',
    turnId,
    rootTurnId: stringOf(payload.root_turn_id),
    turnTrigger: stringOf(objectOf(payload.turn_attribution)?.turn_trigger),
    startedAt: numberOf(payload.started_at),
  };
}

function decodeMessage(payload: JsonObject): RolloutRecord | null {
  const texts: string[] = [];
  const imageUrls: string[] = [];
  for (const entry of arrayOf(payload.content)) {
    const part = objectOf(entry);
    const text = stringOf(part?.text);
    if (text !== null) texts.push(text);
    const image = stringOf(part?.image_url);
    if (image !== null) imageUrls.push(image);
  }
  return { kind: 'message', role: stringOf(payload.role) ?? '', texts, imageUrls };
}

function decodeCall(payload: JsonObject, input: unknown, isCustom: boolean): RolloutRecord | null {
  const callId = stringOf(payload.call_id);
  const name = stringOf(payload.name);
  if (callId === null || name === null) return null;
  return { kind: 'call', callId, name, namespace: stringOf(payload.namespace), input: stringOf(input) ?? '', isCustom };
}

function decodeOutput(payload: JsonObject): RolloutRecord | null {
  const callId = stringOf(payload.call_id);
  if (callId === null) return null;
  return { kind: 'callOutput', callId, output: payload.output, text: textOf(payload.output) };
}

/** Output is a text, or a list of parts of which some are texts. */
function textOf(output: unknown): string {
  if (typeof output === 'string') return output;
  return arrayOf(output)
    .map((part) => stringOf(objectOf(part)?.text) ?? '')
    .join('');
}

function decodeTotals(payload: JsonObject): RolloutRecord | null {
  const info = objectOf(payload.info);
  const total = decodeTokens(info?.total_token_usage);
  return total === null ? null : { kind: 'usageTotals', total, last: decodeTokens(info?.last_token_usage) };
}

function decodeCompacted(payload: JsonObject): RolloutRecord {
  const isRemote = arrayOf(payload.replacement_history).some((entry) => objectOf(entry)?.type === 'compaction');
  return { kind: 'compacted', isRemote, responseId: stringOf(payload.compaction_response_id) };
}
