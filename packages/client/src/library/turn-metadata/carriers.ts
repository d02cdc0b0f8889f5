import { buildTurnMetadata, windowId, type TurnMetadata } from './turn-metadata.js';

/** Header, and key in `client_metadata` and in `_meta` of an MCP tool call, that carries the metadata. */
export const turnMetadataKey = 'x-codex-turn-metadata';

/** What the header calls a sub-agent differs from what metadata and events call it. */
const subagentHeaderNames: Readonly<Record<string, string>> = { thread_spawn: 'collab_spawn' };

/** Headers of an HTTP request to a model. */
export function turnMetadataHeaders(metadata: TurnMetadata): Readonly<Record<string, string>> {
  const { sessionId, threadId, parentThreadId, subagentKind } = metadata;
  return {
    'session-id': sessionId,
    'thread-id': threadId,
    'x-client-request-id': threadId,
    'x-codex-window-id': windowId(metadata),
    ...(subagentKind === undefined ? {} : { 'x-openai-subagent': subagentHeaderNames[subagentKind] ?? subagentKind }),
    ...(parentThreadId === undefined ? {} : { 'x-codex-parent-thread-id': parentThreadId }),
    [turnMetadataKey]: buildTurnMetadata(metadata),
  };
}

/** `client_metadata` of a model request, over a websocket or in an HTTP body. */
export function turnClientMetadata(metadata: TurnMetadata, installationId?: string): Readonly<Record<string, string>> {
  return {
    ...(installationId === undefined ? {} : { 'x-codex-installation-id': installationId }),
    [turnMetadataKey]: buildTurnMetadata(metadata),
  };
}

/** The metadata's text, from headers (of any case) or from `client_metadata`; null without it. */
export function turnMetadataText(carrier: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(carrier)) {
    if (name.toLowerCase() !== turnMetadataKey) continue;
    const one: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof one === 'string') return one;
  }
  return null;
}
