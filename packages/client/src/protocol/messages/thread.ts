import { Type, type Static } from 'typebox';

import { int, opt, optText, text, someObject } from '../json-shapes.js';
import { approvalPolicy, sandboxPolicy } from './settings.js';

/** Who made the thread: a word, or an object for custom sources and sub-agents. */
export const sessionSource = Type.Union([Type.String(), someObject]);

/** A thread as every answer holds it; `createdAt` is in Unix seconds. */
export const thread = Type.Object({
  id: text,
  sessionId: optText,
  ephemeral: Type.Boolean(),
  createdAt: int,
  source: opt(sessionSource),
  threadSource: optText,
  parentThreadId: optText,
  forkedFromId: optText,
  path: optText,
  cwd: optText,
  gitInfo: opt(Type.Object({ originUrl: optText })),
});
export type Thread = Static<typeof thread>;

/** Parameters of `thread/start`, `thread/resume`, `thread/fork` that no answer repeats. */
export const threadOpenParams = Type.Object({
  personality: optText,
  config: opt(Type.Object({ model_reasoning_summary: optText })),
});
export type ThreadOpenParams = Static<typeof threadOpenParams>;

/** Answer to `thread/start`, `thread/resume` and `thread/fork`. */
export const threadOpenedResult = Type.Object({
  thread,
  model: text,
  modelProvider: text,
  serviceTier: optText,
  approvalPolicy: opt(approvalPolicy),
  approvalsReviewer: optText,
  sandbox: opt(sandboxPolicy),
  reasoningEffort: optText,
});
export type ThreadOpenedResult = Static<typeof threadOpenedResult>;

/** Answer to `thread/read`: of interest for the remote alone. */
export const threadReadResult = Type.Object({ thread });
export type ThreadReadResult = Static<typeof threadReadResult>;

/** Parameters of requests and notifications that name a thread and nothing else that we read. */
export const threadIdParams = Type.Object({ threadId: text });
export type ThreadIdParams = Static<typeof threadIdParams>;
