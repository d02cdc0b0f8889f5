import type { FactKind, FactOf, InitializeFact } from '../facts/index.js';
import type { ShapeOf } from './fact-shape.js';

/** A fact without what the library itself adds. */
type Told<K extends FactKind> = Omit<FactOf<K>, 'kind' | 'atMs' | 'implied' | 'origin'>;

const place = { threadId: 'string', turnId: 'string' } as const;
const tracking = { ...place, model: 'string?' } as const;
const span = { startedAtMs: 'number', completedAtMs: 'number' } as const;

const usage = {
  inputTokens: 'number',
  cachedInputTokens: 'number',
  cacheWriteInputTokens: 'number?',
  outputTokens: 'number',
  reasoningOutputTokens: 'number',
  totalTokens: 'number',
} as const;

const plugin = {
  pluginId: 'string?',
  remotePluginId: 'string?',
  pluginName: 'string?',
  marketplaceName: 'string?',
  hasSkills: 'boolean?',
  mcpServerCount: 'number?',
  connectorIds: 'strings?',
  mcpServerNames: 'strings?',
} as const;

const mention = { connectorId: 'string?', appName: 'string?' } as const;

/** What the facts have to be that programs tell by the `track…` functions. */
export const factShapes = {
  threadOpened: {
    connectionId: 'number',
    threadId: 'string',
    sessionId: 'string',
    mode: 'string',
    model: 'string',
    ephemeral: 'boolean',
    threadSource: 'string?',
    subagentSource: 'string?',
    parentThreadId: 'string?',
    forkedFromThreadId: 'string?',
    createdAt: 'number',
  },
  subAgentThreadStarted: {
    threadId: 'string',
    sessionId: 'string?',
    parentThreadId: 'string?',
    subagentSource: 'string',
    model: 'string',
    ephemeral: 'boolean',
    createdAt: 'number',
  },
  projectResolved: { threadId: 'string' },
  threadArchived: { threadId: 'string', action: 'string', connectionId: 'number' },
  goalChanged: {
    threadId: 'string',
    turnId: 'string?',
    goalId: 'string?',
    eventKind: 'string',
    goalStatus: 'string',
    hasTokenBudget: 'boolean',
    cumulativeTokens: 'number?',
    cumulativeTimeSeconds: 'number?',
  },
  turnSubmitted: { ...place, connectionId: 'number', numInputImages: 'number' },
  turnResolvedConfig: {
    ...place,
    config: {
      numInputImages: 'number',
      submissionType: 'string?',
      ephemeral: 'boolean',
      model: 'string?',
      modelProvider: 'string',
      sandboxPolicy: 'string?',
      reasoningEffort: 'string?',
      reasoningSummary: 'string?',
      serviceTier: 'string?',
      approvalPolicy: 'string',
      approvalsReviewer: 'string',
      sandboxNetworkAccess: 'boolean',
      collaborationMode: 'string?',
      workspaceKind: 'string?',
      isFirstTurn: 'boolean',
      activePluginIds: 'strings',
      multiAgentVersion: 'string?',
      turnTrigger: 'string?',
    },
  },
  turnTokenUsage: { ...place, usage },
  turnCodexError: { ...place, errorKind: 'string', subreason: 'string?', httpStatusCode: 'number?' },
  turnProfile: {
    ...place,
    profile: {
      beforeFirstSamplingMs: 'number',
      samplingMs: 'number',
      compactionMs: 'number',
      betweenSamplingOverheadMs: 'number',
      toolBlockingMs: 'number',
      afterLastSamplingMs: 'number',
      samplingRequestCount: 'number',
      samplingRetryCount: 'number',
      toolsChangeCount: 'number',
      imagePreparations: [
        {
          messageRole: 'string?',
          itemId: 'string?',
          effectiveDetail: 'string',
          sourceWidth: 'number',
          sourceHeight: 'number',
          preparedWidth: 'number',
          preparedHeight: 'number',
        },
      ],
    },
  },
  modelResponse: { ...tracking, responseId: 'string?', usage, purpose: 'string' },
  compaction: {
    ...place,
    ...span,
    trigger: 'string',
    reason: 'string',
    implementation: 'string',
    phase: 'string',
    strategy: 'string',
    status: 'string',
    error: 'string?',
    errorKind: 'string?',
    errorHttpStatusCode: 'number?',
    tokensBefore: 'number',
    tokensAfter: 'number',
  },
  guardianReview: {
    ...place,
    ...span,
    reviewId: 'string',
    targetItemId: 'string?',
    approvalRequestSource: 'string',
    reviewedAction: 'object',
    reviewedActionTruncated: 'boolean',
    decision: 'string',
    terminalStatus: 'string',
    failureReason: 'string?',
    riskLevel: 'string?',
    userAuthorization: 'string?',
    outcome: 'string?',
    session: {
      threadId: 'string?',
      kind: 'string?',
      model: 'string?',
      modelProvider: 'string?',
      reasoningEffort: 'string?',
      hadPriorContext: 'boolean?',
      attempts: 'number',
      timeToFirstTokenMs: 'number?',
      usage: 'object?',
    },
  },
  hookRun: {
    threadId: 'string?',
    turnId: 'string?',
    model: 'string?',
    hookName: 'string',
    hookSource: 'string',
    status: 'string',
    handlerType: 'string?',
    executionMode: 'string?',
  },
  skillInvoked: {
    ...tracking,
    invocations: [
      {
        skillId: 'string?',
        skillName: 'string',
        scope: 'string?',
        pluginId: 'string?',
        repoUrl: 'string?',
        invokeType: 'string',
      },
    ],
  },
  appMentioned: { ...tracking, mentions: [mention] },
  appUsed: { ...tracking, ...mention, invokeType: 'string' },
  pluginUsed: { ...tracking, plugin },
  pluginStateChanged: { state: 'string', plugin },
  pluginInstallFailed: { plugin, source: 'string', errorType: 'string', subErrorType: 'string?' },
  controlToolCall: { ...place, ...span, itemId: 'string', toolName: 'string', success: 'boolean' },
  agentToolCall: {
    ...place,
    ...span,
    itemId: 'string',
    toolName: 'string',
    failed: 'boolean',
    receiverThreadIds: 'strings',
    requestedModel: 'string?',
    requestedReasoningEffort: 'string?',
    agentStates: { total: 'number', completed: 'number', failed: 'number' },
  },
  mcpElicitation: { threadId: 'string', turnId: 'string?', serverName: 'string?', elicitationType: 'string' },
} as const satisfies { readonly [K in FactKind]?: ShapeOf<Told<K>> };

/** Kinds of facts that are told by a `track…` function. */
export type TrackedKind = keyof typeof factShapes;

/** What the introduction of a connection has to be. */
export const initializeShape: ShapeOf<Omit<InitializeFact, 'kind' | 'atMs'>> = {
  connectionId: 'number',
  productClientId: 'string',
  clientName: 'string?',
  clientVersion: 'string?',
  rpcTransport: 'string',
  experimentalApiEnabled: 'boolean?',
  runtime: { codexVersion: 'string', os: 'string?', osVersion: 'string?', arch: 'string?' },
};

/** What an effective grant of permissions has to be. */
export const grantShape = { granted: 'boolean', scope: 'string' } as const;
