import type { Item } from '../../protocol/messages/item.js';
import { lineKind } from '../line-kind.js';
import { arrayOf, numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { actionOf, durationMsOf, patchesOf, protocolChanges } from './item-parts.js';
import type { RecordDecoder } from './record.js';
import { decodeTokens } from './settings-records.js';

/** What 0.169 added: finished items with their times, one record a model response with its id, the settings of a thread. */
export const itemsGeneration: readonly (readonly [number, RecordDecoder])[] = [
  [lineKind('event_msg', 'item_completed'), decodeItem],
  [lineKind('event_msg', 'thread_settings_applied'), decodeSettings],
  [lineKind('token_usage_record'), decodeUsage],
];

function decodeItem(payload: JsonObject): ReturnType<RecordDecoder> {
  const item = objectOf(payload.item);
  const id = stringOf(item?.id);
  const type = stringOf(item?.type);
  if (item === null || id === null || type === null) return null;
  const threadId = stringOf(payload.thread_id);
  const turnId = stringOf(payload.turn_id);
  if (type === 'UserMessage') return userMessage(item, threadId);
  if (type === 'EnteredReviewMode') return { kind: 'reviewMode', entered: true, turnId };
  if (type === 'ExitedReviewMode') return { kind: 'reviewMode', entered: false, turnId };
  const protocolItem = itemOf(type, id, item);
  if (protocolItem === null) return null;
  return {
    kind: 'item',
    threadId,
    turnId,
    item: protocolItem,
    startedAtMs: numberOf(payload.started_at_ms),
    completedAtMs: numberOf(payload.completed_at_ms),
    ...(type === 'FileChange' ? { changes: patchesOf(item.changes) } : {}),
    ...(type === 'McpToolCall' ? { appName: stringOf(item.appName), connectorId: stringOf(item.connectorId) } : {}),
  };
}

function userMessage(item: JsonObject, threadId: string | null): ReturnType<RecordDecoder> {
  const parts = arrayOf(item.content).map((entry) => objectOf(entry) ?? {});
  const images = parts.filter((part) => part.type === 'image' || part.type === 'local_image');
  return {
    kind: 'userMessage',
    threadId,
    text: parts.map((part) => stringOf(part.text) ?? '').join('\n'),
    images: images.length,
    imageUrls: images.flatMap((part) => stringOf(part.image_url) ?? []),
  };
}

/** The item as the protocol has it; null for those that make no event. */
function itemOf(type: string, id: string, item: JsonObject): Item | null {
  const status = stringOf(item.status) ?? '';
  switch (type) {
    case 'CommandExecution':
      return {
        type: 'commandExecution',
        id,
        command: arrayOf(item.command).map(String).join(' '),
        source: camel(stringOf(item.source) ?? ''),
        status,
        exitCode: numberOf(item.exit_code),
        durationMs: durationMsOf(item.duration),
        commandActions: arrayOf(item.parsed_cmd).map((entry) => commandAction(objectOf(entry) ?? {})),
        pluginId: stringOf(item.plugin_id),
        scriptPath: stringOf(item.script_path),
      };
    case 'FileChange':
      return { type: 'fileChange', id, status, changes: protocolChanges(patchesOf(item.changes)) };
    case 'McpToolCall':
      return mcpToolCall(id, status, item);
    case 'DynamicToolCall':
      return {
        type: 'dynamicToolCall',
        id,
        tool: stringOf(item.tool) ?? '',
        status,
        durationMs: durationMsOf(item.duration),
        success: typeof item.success === 'boolean' ? item.success : null,
        contentItems: contentItems(item.content_items),
      };
    case 'CollabAgentToolCall':
      return {
        type: 'collabAgentToolCall',
        id,
        tool: camel(stringOf(item.tool) ?? ''),
        status,
        senderThreadId: stringOf(item.sender_thread_id) ?? '',
        receiverThreadIds: arrayOf(item.receiver_thread_ids).map(String),
        model: stringOf(item.model),
        reasoningEffort: stringOf(item.reasoning_effort),
        agentsStates: agentStates(item.agents_states),
      };
    case 'SubAgentActivity':
      return {
        type: 'subAgentActivity',
        id,
        kind: stringOf(item.kind) ?? '',
        agentThreadId: stringOf(item.agent_thread_id) ?? '',
        model: stringOf(item.model),
        reasoningEffort: stringOf(item.reasoning_effort),
      };
    case 'WebSearch':
      return { type: 'webSearch', id, query: stringOf(item.query), action: actionOf(item.action) };
    case 'Extension':
      return item.kind === 'image_gen.generation' ? imageGeneration(id, status, item) : null;
    case 'ImageView':
      return { type: 'imageView', id };
    case 'ContextCompaction':
      return { type: 'contextCompaction', id };
    default:
      return null;
  }
}

function mcpToolCall(id: string, status: string, item: JsonObject): Item {
  const connectorId = stringOf(item.connectorId);
  return {
    type: 'mcpToolCall',
    id,
    server: stringOf(item.server) ?? '',
    tool: stringOf(item.tool) ?? '',
    status,
    durationMs: durationMsOf(item.duration),
    error: item.error ?? null,
    pluginId: stringOf(item.pluginId),
    ...(connectorId === null ? {} : { appContext: { connectorId, appName: stringOf(item.appName) } }),
  };
}

function imageGeneration(id: string, status: string, item: JsonObject): Item {
  return {
    type: 'imageGeneration',
    id,
    status,
    revisedPrompt: stringOf(item.revisedPrompt),
    savedPath: stringOf(item.savedPath),
    result: stringOf(item.result),
    transparentBackground: typeof item.transparentBackground === 'boolean' ? item.transparentBackground : null,
  };
}

function commandAction(action: JsonObject): { type: string; command: string | null; path: string | null } {
  return { type: camel(stringOf(action.type) ?? ''), command: stringOf(action.cmd), path: stringOf(action.path) };
}

function contentItems(value: unknown): { type: string; imageUrl: string | null }[] | null {
  if (!Array.isArray(value)) return null;
  return arrayOf(value).map((entry) => {
    const part = objectOf(entry);
    return { type: stringOf(part?.type) ?? '', imageUrl: stringOf(part?.imageUrl) };
  });
}

/** A state is a word, or an object with the word as its key and a text beside it. */
function agentStates(value: unknown): Record<string, { status: string }> {
  const states = objectOf(value) ?? {};
  return Object.fromEntries(Object.entries(states).map(([id, state]) => [id, { status: camel(stateWord(state)) }]));
}

/** The word of an agent's state. */
export function stateWord(state: unknown): string {
  return stringOf(state) ?? Object.keys(objectOf(state) ?? {})[0] ?? '';
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function decodeSettings(payload: JsonObject): ReturnType<RecordDecoder> {
  const settings = objectOf(payload.thread_settings);
  if (settings === null) return null;
  return {
    kind: 'settings',
    serviceTier: stringOf(settings.service_tier),
    reasoningSummary: stringOf(settings.reasoning_summary),
    personality: stringOf(settings.personality),
    model: stringOf(settings.model),
  };
}

function decodeUsage(payload: JsonObject): ReturnType<RecordDecoder> {
  const usage = decodeTokens(payload.usage);
  if (usage === null) return null;
  return {
    kind: 'usageRecord',
    threadId: stringOf(payload.thread_id),
    turnId: stringOf(payload.turn_id),
    responseId: stringOf(payload.response_id),
    usage,
    turnUsage: decodeTokens(payload.turn_token_usage),
  };
}
