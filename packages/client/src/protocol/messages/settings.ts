import { Type, type Static } from 'typebox';

import { opt, optText, text, someObject } from '../json-shapes.js';

/** `untrusted`, `on-failure`, `on-request`, `never`, or an object for the granular policy. */
export const approvalPolicy = Type.Union([Type.String(), someObject]);

/** The legacy sandbox policy; the network is a boolean or, outside of the sandbox, `enabled` / `restricted`. */
export const sandboxPolicy = Type.Object({
  type: text,
  networkAccess: opt(Type.Union([Type.Boolean(), Type.String()])),
});
export type SandboxPolicy = Static<typeof sandboxPolicy>;

/** A mode brings a model and an effort of its own; an effort of null is the default of the model. */
export const collaborationMode = Type.Object({
  mode: text,
  settings: opt(Type.Object({ model: optText, reasoning_effort: optText })),
});

/** All settings of a thread at once, as the server announces them between turns. */
export const threadSettingsUpdatedParams = Type.Object({
  threadId: text,
  threadSettings: Type.Object({
    approvalPolicy,
    approvalsReviewer: optText,
    sandboxPolicy,
    model: text,
    modelProvider: text,
    serviceTier: optText,
    effort: optText,
    summary: optText,
    collaborationMode: opt(collaborationMode),
    personality: optText,
  }),
});
export type ThreadSettingsUpdatedParams = Static<typeof threadSettingsUpdatedParams>;
