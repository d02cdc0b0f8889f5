import { Type, type Static } from 'typebox';

import { int, opt, optFlag, optInt, optText, text } from '../json-shapes.js';

/** What every item has. The parts that one type of item adds are checked by {@link itemTypes}. */
const itemBase = Type.Object({ id: text, type: text });

/** `item/started`, before the item is looked at by its type. */
export const itemStartedParams = Type.Object({ threadId: text, turnId: text, startedAtMs: int, item: itemBase });

/** `item/completed`, before the item is looked at by its type. */
export const itemCompletedParams = Type.Object({ threadId: text, turnId: text, completedAtMs: int, item: itemBase });

const userMessage = Type.Object({ id: text, type: Type.Literal('userMessage'), clientId: optText });

const commandExecution = Type.Object({
  id: text,
  type: Type.Literal('commandExecution'),
  command: optText,
  cwd: optText,
  source: optText,
  status: text,
  processId: optText,
  exitCode: optInt,
  durationMs: optInt,
  commandActions: Type.Array(Type.Object({ type: text, command: optText, path: optText })),
  pluginId: optText,
  scriptPath: optText,
});

const fileChange = Type.Object({
  id: text,
  type: Type.Literal('fileChange'),
  status: text,
  changes: Type.Array(Type.Object({ kind: Type.Object({ type: text, move_path: optText }) })),
});

const mcpToolCall = Type.Object({
  id: text,
  type: Type.Literal('mcpToolCall'),
  server: text,
  tool: text,
  status: text,
  durationMs: optInt,
  error: Type.Optional(Type.Unknown()),
  pluginId: optText,
  appContext: opt(Type.Object({ connectorId: optText, appName: optText })),
});

const dynamicToolCall = Type.Object({
  id: text,
  type: Type.Literal('dynamicToolCall'),
  tool: text,
  status: text,
  durationMs: optInt,
  success: optFlag,
  contentItems: opt(Type.Array(Type.Object({ type: text, imageUrl: optText }))),
});

const collabAgentToolCall = Type.Object({
  id: text,
  type: Type.Literal('collabAgentToolCall'),
  tool: text,
  status: text,
  senderThreadId: text,
  receiverThreadIds: Type.Array(text),
  model: optText,
  reasoningEffort: optText,
  agentsStates: opt(Type.Record(Type.String(), opt(Type.Object({ status: text })))),
});

/** What multi-agent v2 shows of a call to an agent (codex 0.169). */
const subAgentActivity = Type.Object({
  id: text,
  type: Type.Literal('subAgentActivity'),
  kind: text,
  agentThreadId: text,
  model: optText,
  reasoningEffort: optText,
});

const webSearch = Type.Object({
  id: text,
  type: Type.Literal('webSearch'),
  query: optText,
  action: opt(
    Type.Object({
      type: text,
      query: optText,
      queries: opt(Type.Array(Type.Unknown())),
    }),
  ),
});

const imageGeneration = Type.Object({
  id: text,
  type: Type.Literal('imageGeneration'),
  status: text,
  revisedPrompt: optText,
  savedPath: optText,
  result: optText,
  transparentBackground: optFlag,
});

const imageView = Type.Object({ id: text, type: Type.Literal('imageView') });

const contextCompaction = Type.Object({ id: text, type: Type.Literal('contextCompaction') });

const enteredReviewMode = Type.Object({ id: text, type: Type.Literal('enteredReviewMode') });

/** Input for a command that runs: the call that gave it is open until it is answered. */
export const terminalInteractionParams = Type.Object({ threadId: text, turnId: text, itemId: text });
export type TerminalInteractionParams = Static<typeof terminalInteractionParams>;

/** The types of item that are read, with their shapes. Any other type is fine and ignored. */
export const itemTypes = {
  userMessage,
  commandExecution,
  fileChange,
  mcpToolCall,
  dynamicToolCall,
  collabAgentToolCall,
  subAgentActivity,
  webSearch,
  imageGeneration,
  imageView,
  contextCompaction,
  enteredReviewMode,
};

/** The `type` of an item that is read. */
export type ItemType = keyof typeof itemTypes;

/** An item of a turn, of any kind that we read. */
export type Item = { [T in ItemType]: Static<(typeof itemTypes)[T]> }[ItemType];
export type CommandExecutionItem = Static<typeof commandExecution>;
export type FileChangeItem = Static<typeof fileChange>;
export type McpToolCallItem = Static<typeof mcpToolCall>;
export type DynamicToolCallItem = Static<typeof dynamicToolCall>;
export type CollabAgentToolCallItem = Static<typeof collabAgentToolCall>;
export type SubAgentActivityItem = Static<typeof subAgentActivity>;
export type WebSearchItem = Static<typeof webSearch>;
export type ImageGenerationItem = Static<typeof imageGeneration>;
export type ImageViewItem = Static<typeof imageView>;

/** `item/started` with an item of a type that is read. */
export interface ItemStartedParams {
  readonly threadId: string;
  readonly turnId: string;
  readonly startedAtMs: number;
  readonly item: Item;
}

/** `item/completed` with an item of a type that is read. */
export interface ItemCompletedParams {
  readonly threadId: string;
  readonly turnId: string;
  readonly completedAtMs: number;
  readonly item: Item;
}
