import type { TokenUsage } from './token-usage.js';

/** Facts about automatic reviews and hooks. */

/**
 * The automatic reviewer came to an end. `threadId` and `turnId` are those of the reviewed action. Fields of the reviewer's
 * own session are null where the source does not see it; a rollout's {@link TurnEnrichmentFact} fills them.
 */
export interface GuardianReviewFact {
  readonly kind: 'guardianReview';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly reviewId: string;
  readonly targetItemId: string | null;
  readonly approvalRequestSource: 'main_turn' | 'delegated_subagent';
  readonly reviewedAction: ReviewedAction;
  readonly reviewedActionTruncated: boolean;
  readonly decision: 'approved' | 'denied' | 'aborted';
  readonly terminalStatus: 'approved' | 'denied' | 'aborted' | 'timed_out' | 'failed_closed';
  readonly failureReason: string | null;
  readonly riskLevel: string | null;
  readonly userAuthorization: string | null;
  readonly outcome: 'allow' | 'deny' | null;
  readonly session: GuardianSession;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/** What was reviewed, without what it said: no command, path, patch, host or argument. */
export type ReviewedAction =
  | {
      readonly type: 'shell' | 'unified_exec';
      readonly sandbox_permissions: string | null;
      readonly additional_permissions: unknown;
      readonly tty?: boolean;
    }
  | {
      readonly type: 'execve';
      readonly source: string;
      readonly program: string | null;
      readonly additional_permissions: unknown;
    }
  | { readonly type: 'write_stdin'; readonly tty: boolean }
  | { readonly type: 'apply_patch' }
  | { readonly type: 'request_permissions' }
  | { readonly type: 'network_access'; readonly protocol: string; readonly port: number }
  | {
      readonly type: 'mcp_tool_call';
      readonly server: string;
      readonly tool_name: string;
      readonly connector_id: string | null;
      readonly connector_name: string | null;
      readonly tool_title: string | null;
    };

/** The reviewer's own session, as far as it is known. */
export interface GuardianSession {
  readonly threadId: string | null;
  readonly kind: 'trunk_new' | 'trunk_reused' | 'ephemeral_forked' | null;
  readonly model: string | null;
  readonly modelProvider: string | null;
  readonly reasoningEffort: string | null;
  readonly hadPriorContext: boolean | null;
  readonly attempts: number;
  readonly timeToFirstTokenMs: number | null;
  readonly usage: TokenUsage | null;
}

/** A hook handler ran to its end. */
export interface HookRunFact {
  readonly kind: 'hookRun';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string | null;
  readonly turnId: string | null;
  readonly model: string | null;
  /** PascalCase, as `PreToolUse`. */
  readonly hookName: string;
  /** snake_case, as `legacy_managed_config_file`. */
  readonly hookSource: string;
  readonly status: string;
  readonly handlerType: string | null;
  readonly executionMode: string | null;
  /** Item that the hook was asked about; absent where nothing tells. */
  readonly itemId?: string;
}

/** Facts about reviews and hooks. */
export type ReviewFact = GuardianReviewFact | HookRunFact;
