import type { SandboxSummary } from '../../facts/index.js';
import type { Item } from '../../protocol/messages/item.js';
import type { JsonObject } from '../json-value.js';
import type { SessionMeta } from '../session-meta.js';
import type { TokenCounts } from '../tokens/token-use.js';

/** Counts as a log announces them; the total is written beside its parts, and is not always their sum. */
export interface AnnouncedTokens extends TokenCounts {
  readonly totalTokens: number;
  readonly hasCacheWrite: boolean;
}

/** The error that ended a turn, in the words of the protocol. */
export interface RecordedError {
  readonly message: string;
  readonly codexErrorInfo: string | Readonly<Record<string, unknown>> | null;
}

/** Settings of a turn as its `turn_context` holds them. */
export interface TurnContext {
  readonly turnId: string | null;
  readonly model: string | null;
  readonly effort: string | null;
  readonly summary: string | null;
  readonly approvalPolicy: string;
  /** Null before 0.169, which does not write it. */
  readonly approvalsReviewer: string | null;
  readonly sandbox: SandboxSummary;
  /** A proxy of the server's own stands between commands and the network. */
  readonly hasNetworkProxy: boolean;
  readonly collaborationMode: string | null;
  readonly personality: string | null;
  readonly multiAgentVersion: string | null;
}

/**
 * One line of a session log in the form that all generations share. What is absent from this list is not needed for any
 * event, and is never decoded.
 */
export type RolloutRecord =
  | { readonly kind: 'session'; readonly meta: SessionMeta }
  | {
      readonly kind: 'turnStarted';
      readonly turnId: string;
      readonly rootTurnId: string | null;
      readonly turnTrigger: string | null;
      readonly startedAt: number | null;
    }
  | { readonly kind: 'turnContext'; readonly context: TurnContext }
  | {
      readonly kind: 'settings';
      readonly serviceTier: string | null;
      readonly reasoningSummary: string | null;
      readonly personality: string | null;
      readonly model: string | null;
    }
  | {
      readonly kind: 'turnEnded';
      readonly turnId: string | null;
      readonly status: 'completed' | 'interrupted' | 'failed';
      readonly error: RecordedError | null;
      readonly completedAt: number | null;
      readonly durationMs: number | null;
      readonly timeToFirstTokenMs: number | null;
      readonly lastAgentMessage: string | null;
    }
  | {
      readonly kind: 'userMessage';
      readonly threadId: string | null;
      readonly text: string;
      readonly images: number;
      readonly imageUrls: readonly string[];
    }
  /** Text that was put into the conversation for the model: what skills say, what the reviewer is asked. */
  | {
      readonly kind: 'message';
      readonly role: string;
      readonly texts: readonly string[];
      readonly imageUrls: readonly string[];
    }
  | {
      readonly kind: 'call';
      readonly callId: string;
      readonly name: string;
      readonly namespace: string | null;
      readonly input: string;
      readonly isCustom: boolean;
    }
  | { readonly kind: 'callOutput'; readonly callId: string; readonly output: unknown; readonly text: string }
  | {
      readonly kind: 'item';
      readonly threadId: string | null;
      readonly turnId: string | null;
      readonly item: Item;
      /** Null where only the end was written: then the call's own record tells the start. */
      readonly startedAtMs: number | null;
      readonly completedAtMs: number | null;
      /** The patches of a file change, for the count of accepted lines. */
      readonly changes?: readonly FilePatch[];
      /** Connector of an app's tool. */
      readonly appName?: string | null;
      readonly connectorId?: string | null;
    }
  | { readonly kind: 'usageTotals'; readonly total: AnnouncedTokens; readonly last: AnnouncedTokens | null }
  | {
      readonly kind: 'usageRecord';
      readonly threadId: string | null;
      readonly turnId: string | null;
      readonly responseId: string | null;
      readonly usage: AnnouncedTokens;
      readonly turnUsage: AnnouncedTokens | null;
    }
  | { readonly kind: 'compacted'; readonly isRemote: boolean; readonly responseId: string | null }
  | { readonly kind: 'reviewMode'; readonly entered: boolean; readonly turnId: string | null };

/** What a patch did to one file. */
export type FilePatch =
  | { readonly type: 'add'; readonly path: string; readonly content: string }
  | { readonly type: 'delete'; readonly path: string; readonly content: string | null }
  | { readonly type: 'update'; readonly path: string; readonly movePath: string | null; readonly diff: string };

/** Makes a record from the payload of a line; null when the line says nothing that is needed. */
export type RecordDecoder = (payload: JsonObject) => RolloutRecord | null;
