/** Facts about tools that the protocol does not show as an item of the tool's own type. */

/** A built-in control tool ran (`view_image`, `request_user_input`, goals; codex 0.169 reports it and counts it). */
export interface ControlToolCallFact {
  readonly kind: 'controlToolCall';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly toolName: string;
  readonly success: boolean;
  /** Its turn was interrupted before it answered. */
  readonly interrupted?: true;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/**
 * A call of an agent that is no collab item of the protocol: multi-agent v2 (codex 0.169), and `list_agents`, which only
 * a session log shows.
 */
export interface AgentToolCallFact {
  readonly kind: 'agentToolCall';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly toolName: string;
  readonly failed: boolean;
  readonly receiverThreadIds: readonly string[];
  readonly requestedModel: string | null;
  readonly requestedReasoningEffort: string | null;
  readonly agentStates: { readonly total: number; readonly completed: number; readonly failed: number };
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/** An MCP server asked, while a call of its tool was open, and the client did not accept. */
export interface McpElicitationFact {
  readonly kind: 'mcpElicitation';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string | null;
  readonly serverName: string | null;
  readonly elicitationType: string;
}

/** Facts about calls that are no item. */
export type ToolFact = ControlToolCallFact | AgentToolCallFact | McpElicitationFact;
