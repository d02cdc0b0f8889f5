import { Type, type Static } from 'typebox';

import { int, opt, optInt, optText, text, someObject } from '../json-shapes.js';
import { approvalPolicy, collaborationMode, sandboxPolicy } from './settings.js';

/** One part of what the user sends: text, image, file, skill or mention. */
export const userInput = Type.Object({
  type: text,
  text: optText,
  url: optText,
  path: optText,
  name: optText,
  detail: optText,
  /** In redacted recordings alone: what the path of a skill would have told. */
  skillId: optText,
});
export type UserInput = Static<typeof userInput>;

/** Of `turn/start`: the input, and settings that hold from this turn on. */
export const turnStartParams = Type.Object({
  threadId: text,
  input: Type.Array(userInput),
  responsesapiClientMetadata: opt(Type.Object({ workspace_kind: Type.Optional(Type.Unknown()) })),
  approvalPolicy: opt(approvalPolicy),
  approvalsReviewer: optText,
  sandboxPolicy: opt(sandboxPolicy),
  model: optText,
  serviceTier: optText,
  serviceTierForTurn: optText,
  effort: optText,
  summary: optText,
  personality: optText,
  collaborationMode: opt(collaborationMode),
  turnTrigger: optText,
  rootTurnId: optText,
});
export type TurnStartParams = Static<typeof turnStartParams>;

/** A message that waits in the queue of a thread; the server begins a turn with it when the thread is idle. */
const queuedSubmission = Type.Object({
  clientUserMessageId: text,
  input: Type.Array(userInput),
  responsesapiClientMetadata: opt(Type.Object({ workspace_kind: Type.Optional(Type.Unknown()) })),
});
export type QueuedSubmission = Static<typeof queuedSubmission>;

/** Answer to `thread/queue/add`, `thread/queue/update`. */
export const queuedResult = Type.Object({ queuedSubmission });

/** Answer to `thread/queue/list`. */
export const queueListResult = Type.Object({ data: Type.Array(queuedSubmission) });

/** Answer to `turn/start`, `review/start`. */
export const turnStartResult = Type.Object({ turn: Type.Object({ id: text, rootTurnId: optText }) });
export type TurnStartResult = Static<typeof turnStartResult>;

/** Of `turn/steer`: more input for a turn that runs. */
export const turnSteerParams = Type.Object({ threadId: text, expectedTurnId: text, input: Type.Array(userInput) });
export type TurnSteerParams = Static<typeof turnSteerParams>;

/** Answer to `turn/steer`: the turn that took the input. */
export const turnSteerResult = Type.Object({ turnId: text });
export type TurnSteerResult = Static<typeof turnSteerResult>;

/** Of `turn/interrupt`. */
export const turnInterruptParams = Type.Object({ threadId: text, turnId: optText });
export type TurnInterruptParams = Static<typeof turnInterruptParams>;

/** Why a turn failed: a word, or an object with one key. */
export const codexErrorInfo = Type.Union([Type.String(), someObject]);
export type CodexErrorInfo = Static<typeof codexErrorInfo>;

/** Why a turn failed, for the user and for programs. */
export const turnError = Type.Object({
  message: text,
  codexErrorInfo: opt(codexErrorInfo),
  additionalDetails: optText,
});
export type TurnError = Static<typeof turnError>;

/** `turn/started`; `startedAt` is in Unix seconds. */
export const turnStartedParams = Type.Object({
  threadId: text,
  turn: Type.Object({ id: text, rootTurnId: optText, startedAt: optInt }),
});
export type TurnStartedParams = Static<typeof turnStartedParams>;

/** `turn/completed`, also for a turn that failed or was interrupted; `completedAt` is in Unix seconds. */
export const turnCompletedParams = Type.Object({
  threadId: text,
  turn: Type.Object({
    id: text,
    rootTurnId: optText,
    status: text,
    error: opt(turnError),
    completedAt: optInt,
    durationMs: optInt,
  }),
});
export type TurnCompletedParams = Static<typeof turnCompletedParams>;

/** `turn/diff/updated`: all changes of the turn so far, as one unified diff. */
export const turnDiffUpdatedParams = Type.Object({ threadId: text, turnId: text, diff: text });
export type TurnDiffUpdatedParams = Static<typeof turnDiffUpdatedParams>;

/** An error inside a turn; with `willRetry` the request to the model is made again. */
export const errorParams = Type.Object({
  error: turnError,
  willRetry: opt(Type.Boolean()),
  threadId: text,
  turnId: text,
});
export type ErrorParams = Static<typeof errorParams>;

/** A warning for the user; `threadId` names the thread that it is about, if any. */
export const warningParams = Type.Object({ threadId: optText, message: text });
export type WarningParams = Static<typeof warningParams>;

const tokenUsageBreakdown = Type.Object({
  totalTokens: int,
  inputTokens: int,
  cachedInputTokens: int,
  cacheWriteInputTokens: optInt,
  outputTokens: int,
  reasoningOutputTokens: int,
});
/** Tokens that were used: cached ones are part of the input, reasoning is part of the output. */
export type TokenUsageBreakdown = Static<typeof tokenUsageBreakdown>;

/** `thread/tokenUsage/updated`: all of the thread so far, and the last request alone. */
export const tokenUsageUpdatedParams = Type.Object({
  threadId: text,
  turnId: text,
  tokenUsage: Type.Object({ total: tokenUsageBreakdown, last: tokenUsageBreakdown }),
});
export type TokenUsageUpdatedParams = Static<typeof tokenUsageUpdatedParams>;
