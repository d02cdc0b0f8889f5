import { Type, type Static } from 'typebox';

import { int, opt, optInt, optText, text } from '../json-shapes.js';

const action = Type.Object({
  type: text,
  source: optText,
  program: optText,
  protocol: optText,
  port: optInt,
  server: optText,
  toolName: optText,
  connectorId: optText,
  connectorName: optText,
  toolTitle: optText,
  permissions: opt(
    Type.Object({
      network: opt(Type.Object({ enabled: opt(Type.Boolean()) })),
      fileSystem: Type.Optional(Type.Unknown()),
    }),
  ),
});
/** What the reviewer looks at; which keys it has depends on `type`. */
export type GuardianAction = Static<typeof action>;

/** One automatic review is over (`item/autoApprovalReview/completed`). */
export const autoReviewCompletedParams = Type.Object({
  threadId: text,
  turnId: text,
  startedAtMs: int,
  completedAtMs: int,
  reviewId: text,
  targetItemId: optText,
  review: Type.Object({ status: text, riskLevel: optText, userAuthorization: optText, rationale: optText }),
  action,
});
export type AutoReviewCompletedParams = Static<typeof autoReviewCompletedParams>;

/** One automatic review began (`item/autoApprovalReview/started`). */
export const autoReviewStartedParams = Type.Object({ threadId: text, turnId: text, reviewId: text });
export type AutoReviewStartedParams = Static<typeof autoReviewStartedParams>;
