import type { TSchema } from 'typebox';

import { anything } from './json-shapes.js';
import * as approval from './messages/approval.js';
import * as extensions from './messages/extensions.js';
import * as guardian from './messages/guardian.js';
import * as initialize from './messages/initialize.js';
import * as item from './messages/item.js';
import * as settings from './messages/settings.js';
import * as thread from './messages/thread.js';
import * as turn from './messages/turn.js';

/** A request that we read: the shape of its parameters and of its answer. */
interface RequestShapes {
  readonly params: TSchema;
  readonly result: TSchema;
}

/** Requests of the client that we read, and the answers of the server to them. All others are ignored. */
export const clientRequests = {
  initialize: { params: initialize.initializeParams, result: initialize.initializeResult },
  'thread/start': { params: thread.threadOpenParams, result: thread.threadOpenedResult },
  'thread/resume': { params: thread.threadOpenParams, result: thread.threadOpenedResult },
  'thread/fork': { params: thread.threadOpenParams, result: thread.threadOpenedResult },
  'thread/read': { params: anything, result: thread.threadReadResult },
  'thread/archive': { params: thread.threadIdParams, result: anything },
  'thread/unarchive': { params: thread.threadIdParams, result: anything },
  'thread/compact/start': { params: thread.threadIdParams, result: anything },
  'thread/queue/add': { params: thread.threadIdParams, result: turn.queuedResult },
  'thread/queue/update': { params: thread.threadIdParams, result: turn.queuedResult },
  'thread/queue/list': { params: thread.threadIdParams, result: turn.queueListResult },
  'turn/start': { params: turn.turnStartParams, result: turn.turnStartResult },
  'turn/steer': { params: turn.turnSteerParams, result: turn.turnSteerResult },
  'turn/interrupt': { params: turn.turnInterruptParams, result: anything },
  'skills/list': { params: anything, result: extensions.skillsListResult },
  'app/list': { params: anything, result: extensions.appListResult },
  'plugin/list': { params: anything, result: extensions.pluginListResult },
  'plugin/installed': { params: anything, result: extensions.pluginListResult },
  'plugin/read': { params: anything, result: extensions.pluginReadResult },
  'plugin/install': { params: extensions.pluginInstallParams, result: anything },
  'plugin/uninstall': { params: extensions.pluginUninstallParams, result: anything },
  'marketplace/add': { params: anything, result: extensions.marketplaceAddResult },
  'config/value/write': { params: extensions.configValueWriteParams, result: anything },
  'config/batchWrite': { params: extensions.configBatchWriteParams, result: anything },
} satisfies Record<string, RequestShapes>;

/** Requests of the server that we read, and the client's answers to them. */
export const serverRequests = {
  'item/commandExecution/requestApproval': {
    params: approval.commandApprovalParams,
    result: approval.commandApprovalResult,
  },
  'item/fileChange/requestApproval': {
    params: approval.fileChangeApprovalParams,
    result: approval.fileChangeApprovalResult,
  },
  'item/permissions/requestApproval': {
    params: approval.permissionsApprovalParams,
    result: approval.permissionsApprovalResult,
  },
  'item/tool/requestUserInput': { params: approval.requestUserInputParams, result: anything },
  'mcpServer/elicitation/request': { params: approval.elicitationParams, result: approval.elicitationResult },
} satisfies Record<string, RequestShapes>;

/** Notifications of the server that we read. Everything else, all deltas above all, can't matter. */
export const serverNotifications = {
  'turn/started': turn.turnStartedParams,
  'turn/completed': turn.turnCompletedParams,
  'turn/diff/updated': turn.turnDiffUpdatedParams,
  'item/started': item.itemStartedParams,
  'item/completed': item.itemCompletedParams,
  'item/commandExecution/terminalInteraction': item.terminalInteractionParams,
  'item/autoApprovalReview/started': guardian.autoReviewStartedParams,
  'item/autoApprovalReview/completed': guardian.autoReviewCompletedParams,
  'thread/settings/updated': settings.threadSettingsUpdatedParams,
  'thread/tokenUsage/updated': turn.tokenUsageUpdatedParams,
  'thread/closed': thread.threadIdParams,
  'thread/goal/updated': extensions.goalUpdatedParams,
  'thread/goal/cleared': thread.threadIdParams,
  'hook/completed': extensions.hookCompletedParams,
  'serverRequest/resolved': approval.serverRequestResolvedParams,
  error: turn.errorParams,
  warning: turn.warningParams,
} satisfies Record<string, TSchema>;

/** A request of a client that we read. */
export type ClientRequestMethod = keyof typeof clientRequests;
/** A request of the server that we read. */
export type ServerRequestMethod = keyof typeof serverRequests;
/** A notification that we read. */
export type ServerNotificationMethod = keyof typeof serverNotifications;
