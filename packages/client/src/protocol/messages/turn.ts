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

/** Answer to `turn/start`, `review/start`. */
export const turnStartResult = Type.Object({ turn: Type.Object({ id: text, rootTurnId: optText }) });
export type TurnStartResult = Static<typeof turnStartResult>;

export const turnSteerParams = Type.Object({ threadId: text, expectedTurnId: text, input: Type.Array(userInput) });
export type TurnSteerParams = Static<typeof turnSteerParams>;

export const turnSteerResult = Type.Object({ turnId: text });
export type TurnSteerResult = Static<typeof turnSteerResult>;

export const turnInterruptParams = Type.Object({ threadId: text, turnId: optText });
export type TurnInterruptParams = Static<typeof turnInterruptParams>;

/** Why a turn failed: a word, or an object with one key. */
export const codexErrorInfo = Type.Union([Type.String(), someObject]);
export type CodexErrorInfo = Static<typeof codexErrorInfo>;

export const turnError = Type.Object({
  message: text,
  codexErrorInfo: opt(codexErrorInfo),
  additionalDetails: optText,
});
export type TurnError = Static<typeof turnError>;

export const turnStartedParams = Type.Object({
  threadId: text,
  turn: Type.Object({ id: text, rootTurnId: optText, startedAt: optInt }),
});
export type TurnStartedParams = Static<typeof turnStartedParams>;

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
export type TokenUsageBreakdown = Static<typeof tokenUsageBreakdown>;

export const tokenUsageUpdatedParams = Type.Object({
  threadId: text,
  turnId: text,
  tokenUsage: Type.Object({ total: tokenUsageBreakdown, last: tokenUsageBreakdown }),
});
export type TokenUsageUpdatedParams = Static<typeof tokenUsageUpdatedParams>;
