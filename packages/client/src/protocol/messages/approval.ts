import { Type, type Static } from 'typebox';

import { int, opt, optFlag, optText, text, someObject } from '../json-shapes.js';

const networkPermission = opt(Type.Object({ enabled: optFlag }));

/** Permissions beyond the sandbox that a command or a request asks for. */
const permissions = Type.Object({ network: networkPermission, fileSystem: Type.Optional(Type.Unknown()) });
export type RequestedPermissions = Static<typeof permissions>;

const approvalRequest = { threadId: text, turnId: text, itemId: text, startedAtMs: int };

/** A command is to be approved, or a host that it wants to reach, or permissions that it lacks. */
export const commandApprovalParams = Type.Object({
  ...approvalRequest,
  approvalId: optText,
  reason: optText,
  networkApprovalContext: Type.Optional(Type.Unknown()),
  additionalPermissions: opt(permissions),
  proposedNetworkPolicyAmendments: opt(Type.Array(Type.Unknown())),
});
export type CommandApprovalParams = Static<typeof commandApprovalParams>;

/** The decision is a word, or an object with one key for the amendments. */
export const commandApprovalResult = Type.Object({
  decision: Type.Union([Type.String(), someObject]),
});
export type CommandApprovalResult = Static<typeof commandApprovalResult>;

/** A patch is to be approved; `grantRoot` asks for all of a folder. */
export const fileChangeApprovalParams = Type.Object({ ...approvalRequest, grantRoot: optText });
export type FileChangeApprovalParams = Static<typeof fileChangeApprovalParams>;

/** The decision is a word. */
export const fileChangeApprovalResult = Type.Object({ decision: text });
export type FileChangeApprovalResult = Static<typeof fileChangeApprovalResult>;

/** Permissions as such are to be approved. */
export const permissionsApprovalParams = Type.Object({ ...approvalRequest, permissions });
export type PermissionsApprovalParams = Static<typeof permissionsApprovalParams>;

/** What was granted of them; nothing is a refusal. `scope`: for the turn or the session. */
export const permissionsApprovalResult = Type.Object({ permissions, scope: optText, strictAutoReview: optFlag });
export type PermissionsApprovalResult = Static<typeof permissionsApprovalResult>;

/** A tool asks the user something (codex 0.169 reports it as a control tool). */
export const requestUserInputParams = Type.Object({ threadId: text, turnId: text, itemId: text });
export type RequestUserInputParams = Static<typeof requestUserInputParams>;

/** A question of an MCP server, or the approval of one of its tools. */
export const elicitationParams = Type.Object({
  threadId: text,
  turnId: optText,
  serverName: optText,
  _meta: opt(Type.Object({ codex_approval_kind: optText })),
});
export type ElicitationParams = Static<typeof elicitationParams>;

/** `accept`, `decline` or `cancel`. */
export const elicitationResult = Type.Object({ action: optText });
export type ElicitationResult = Static<typeof elicitationResult>;

/** A server request is settled: answered, or withdrawn. */
export const serverRequestResolvedParams = Type.Object({
  threadId: text,
  requestId: Type.Union([Type.String(), Type.Integer()]),
});
export type ServerRequestResolvedParams = Static<typeof serverRequestResolvedParams>;
