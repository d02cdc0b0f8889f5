import { lineKind } from '../line-kind.js';
import { arrayOf, numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { actionOf, durationMsOf, patchesOf, protocolChanges } from './item-parts.js';
import type { RecordDecoder, RolloutRecord } from './record.js';

type ItemRecord = Extract<RolloutRecord, { kind: 'item' }>;

/**
 * What 0.137 writes: an end record for patches, MCP calls, searches and images; for commands, agents and dynamic tools
 * nothing but the model's call and the text that it got back.
 */
export const callsGeneration: readonly (readonly [number, RecordDecoder])[] = [
  [lineKind('event_msg', 'user_message'), decodeUserMessage],
  [lineKind('event_msg', 'task_complete'), decodeTaskComplete],
  [lineKind('event_msg', 'turn_aborted'), decodeTurnAborted],
  [lineKind('event_msg', 'patch_apply_end'), decodePatch],
  [lineKind('event_msg', 'mcp_tool_call_end'), decodeMcp],
  [lineKind('event_msg', 'web_search_end'), decodeSearch],
  [lineKind('event_msg', 'image_generation_end'), decodeImage],
  [lineKind('event_msg', 'entered_review_mode'), () => ({ kind: 'reviewMode', entered: true, turnId: null })],
  [lineKind('event_msg', 'exited_review_mode'), () => ({ kind: 'reviewMode', entered: false, turnId: null })],
];

function decodeUserMessage(payload: JsonObject): ReturnType<RecordDecoder> {
  const urls = arrayOf(payload.images).filter((url) => typeof url === 'string');
  return {
    kind: 'userMessage',
    threadId: null,
    text: stringOf(payload.message) ?? '',
    images: urls.length + arrayOf(payload.local_images).length,
    imageUrls: urls,
  };
}

function decodeTaskComplete(payload: JsonObject): ReturnType<RecordDecoder> {
  const error = objectOf(payload.error);
  return {
    kind: 'turnEnded',
    turnId: stringOf(payload.turn_id),
    status: error === null ? 'completed' : 'failed',
    error: error === null ? null : { message: stringOf(error.message) ?? '', codexErrorInfo: errorInfoOf(error) },
    completedAt: numberOf(payload.completed_at),
    durationMs: numberOf(payload.duration_ms),
    timeToFirstTokenMs: numberOf(payload.time_to_first_token_ms),
    lastAgentMessage: stringOf(payload.last_agent_message),
  };
}

/** Logs write error kinds in snake_case, the protocol in camelCase. */
function errorInfoOf(error: JsonObject): string | JsonObject | null {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const word = stringOf(error.codex_error_info);
  // the protocol has no word of its own for a refused prompt
  if (word !== null) return word === 'invalid_prompt' ? 'other' : camel(word);
  const kind = objectOf(error.codex_error_info);
  if (kind === null) return null;
  const [name, detail] = Object.entries(kind)[0] ?? [];
  if (name === undefined) return null;
  const entries = Object.entries(objectOf(detail) ?? {}).map(([key, value]) => [camel(key), value]);
  return { [camel(name)]: Object.fromEntries(entries) };
}

function decodeTurnAborted(payload: JsonObject): ReturnType<RecordDecoder> {
  return {
    kind: 'turnEnded',
    turnId: stringOf(payload.turn_id),
    status: 'interrupted',
    error: null,
    completedAt: numberOf(payload.completed_at),
    durationMs: numberOf(payload.duration_ms),
    timeToFirstTokenMs: null,
    lastAgentMessage: null,
  };
}

function decodePatch(payload: JsonObject): ReturnType<RecordDecoder> {
  const id = stringOf(payload.call_id);
  if (id === null) return null;
  const changes = patchesOf(payload.changes);
  const status = stringOf(payload.status) ?? (payload.success === true ? 'completed' : 'failed');
  const item = itemOf({ type: 'fileChange', id, status, changes: protocolChanges(changes) });
  return { ...item, turnId: stringOf(payload.turn_id), changes };
}

function decodeMcp(payload: JsonObject): ReturnType<RecordDecoder> {
  const id = stringOf(payload.call_id);
  const invocation = objectOf(payload.invocation);
  const result = objectOf(payload.result);
  if (id === null || invocation === null) return null;
  const failed = result !== null && 'Err' in result;
  const isError = objectOf(result?.Ok)?.isError === true;
  return itemOf({
    type: 'mcpToolCall',
    id,
    server: stringOf(invocation.server) ?? '',
    tool: stringOf(invocation.tool) ?? '',
    status: failed || isError ? 'failed' : 'completed',
    durationMs: durationMsOf(payload.duration),
    error: failed ? { message: '' } : null,
    pluginId: stringOf(payload.plugin_id),
  });
}

function decodeSearch(payload: JsonObject): ReturnType<RecordDecoder> {
  const id = stringOf(payload.call_id);
  if (id === null) return null;
  return itemOf({ type: 'webSearch', id, query: stringOf(payload.query), action: actionOf(payload.action) });
}

function decodeImage(payload: JsonObject): ReturnType<RecordDecoder> {
  const id = stringOf(payload.call_id);
  if (id === null) return null;
  return itemOf({
    type: 'imageGeneration',
    id,
    status: stringOf(payload.status) ?? '',
    revisedPrompt: stringOf(payload.revised_prompt),
    savedPath: stringOf(payload.saved_path),
    result: stringOf(payload.result),
  });
}

/** A call that came to its end, in the thread and the turn that the log is in; its moments are those of the lines. */
function itemOf(item: ItemRecord['item']): ItemRecord {
  return { kind: 'item', threadId: null, turnId: null, item, startedAtMs: null, completedAtMs: null };
}
