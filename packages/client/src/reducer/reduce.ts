import type { Fact, FactKind, FactOf } from '../facts/index.js';
import type { Context } from './context.js';
import { explicitWins } from './explicit.js';
import { onNotification } from './notifications.js';
import { onAgentToolCall } from './on/agent-tool-call.js';
import { onAppMentioned } from './on/app-mentioned.js';
import { onAppUsed } from './on/app-used.js';
import { onClientRequest } from './on/client-request.js';
import { onClientResponse } from './on/client-response.js';
import { onCompaction } from './on/compaction.js';
import { onControlToolCall } from './on/control-tool-call.js';
import { onEffectivePermissionsResponse } from './on/effective-permissions-response.js';
import { onEnrichmentFlushed } from './on/enrichment-flushed.js';
import { onErrorResponse } from './on/error-response.js';
import { onGoalChanged } from './on/goal-changed.js';
import { onGuardianReview } from './on/guardian-review.js';
import { onHookRun } from './on/hook-run.js';
import { onInitialize } from './on/initialize.js';
import { onMcpElicitation } from './on/mcp-elicitation.js';
import { onModelResponse } from './on/model-response.js';
import { onPluginInstallFailed } from './on/plugin-install-failed.js';
import { onPluginStateChanged } from './on/plugin-state-changed.js';
import { onPluginUsed } from './on/plugin-used.js';
import { onProjectResolved } from './on/project-resolved.js';
import { onServerEnded } from './on/server-ended.js';
import { onServerRequestAborted } from './on/server-request-aborted.js';
import { onServerRequest } from './on/server-request.js';
import { onServerResponse } from './on/server-response.js';
import { onSkillInvoked } from './on/skill-invoked.js';
import { onSubAgentThreadStarted } from './on/sub-agent-thread-started.js';
import { onThreadArchived } from './on/thread-archived.js';
import { onThreadOpened } from './on/thread-opened.js';
import { onThreadOriginator } from './on/thread-originator.js';
import { onTurnCodexError } from './on/turn-codex-error.js';
import { onTurnEnrichment } from './on/turn-enrichment.js';
import { onTurnProfile } from './on/turn-profile.js';
import { onTurnResolvedConfig } from './on/turn-resolved-config.js';
import { onTurnSubmitted } from './on/turn-submitted.js';
import { onTurnTokenUsage } from './on/turn-token-usage.js';

type Handlers = { readonly [K in FactKind]: (ctx: Context, fact: FactOf<K>) => void };

/** What each kind of fact changes: a new kind does not compile until it stands here. */
const handlers = {
  initialize: onInitialize,
  clientRequest: onClientRequest,
  clientResponse: onClientResponse,
  errorResponse: onErrorResponse,
  serverRequest: onServerRequest,
  serverResponse: onServerResponse,
  effectivePermissionsResponse: onEffectivePermissionsResponse,
  serverRequestAborted: onServerRequestAborted,
  notification: onNotification,
  serverEnded: onServerEnded,
  threadOpened: onThreadOpened,
  subAgentThreadStarted: onSubAgentThreadStarted,
  projectResolved: onProjectResolved,
  threadOriginator: onThreadOriginator,
  threadArchived: onThreadArchived,
  goalChanged: onGoalChanged,
  turnSubmitted: onTurnSubmitted,
  turnResolvedConfig: onTurnResolvedConfig,
  turnTokenUsage: onTurnTokenUsage,
  turnCodexError: onTurnCodexError,
  turnProfile: onTurnProfile,
  modelResponse: onModelResponse,
  compaction: onCompaction,
  guardianReview: onGuardianReview,
  hookRun: onHookRun,
  skillInvoked: onSkillInvoked,
  appMentioned: onAppMentioned,
  appUsed: onAppUsed,
  pluginUsed: onPluginUsed,
  pluginStateChanged: onPluginStateChanged,
  pluginInstallFailed: onPluginInstallFailed,
  controlToolCall: onControlToolCall,
  agentToolCall: onAgentToolCall,
  mcpElicitation: onMcpElicitation,
  turnEnrichment: onTurnEnrichment,
  enrichmentFlushed: onEnrichmentFlushed,
} satisfies Handlers;

/** One fact in: state changes, and what it completes is put out. Deterministic; never throws for what a fact says. */
export function reduceFact(ctx: Context, fact: Fact): void {
  ctx.atMs = fact.atMs;
  ctx.origin = fact.origin;
  if (!explicitWins(ctx, fact)) return;
  const handle = handlers[fact.kind] as (ctx: Context, fact: Fact) => void;
  handle(ctx, fact);
}
