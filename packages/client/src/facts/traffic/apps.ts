import type { McpToolCallItem } from '../../protocol/messages/item.js';
import type { AppMention } from '../extension-facts.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** The MCP server that holds the tools of all apps. */
const appsServer = 'codex_apps';

/** Key of a note that the user refused a call of a server. */
export function refusalOf(serverName: string | null): string {
  return `refused ${serverName}`;
}

/** The input of a turn named apps. */
export function tellMentionedApps(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  const apps = turn.input?.apps ?? [];
  if (apps.length === 0) return;
  const mentions = apps.map(({ connectorId, appName }) => ({
    connectorId,
    appName: appName ?? ctx.state.apps.get(connectorId) ?? null,
  }));
  for (const { connectorId, appName } of mentions) if (appName !== null) ctx.state.apps.set(connectorId, appName);
  ctx.emit({
    kind: 'appMentioned',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    model: turn.settings.model,
    mentions,
  });
}

/** A call of an app's tool ended: told once for each turn and connector. */
export function tellUsedApp(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  item: McpToolCallItem,
): void {
  if (item.server !== appsServer) return;
  // The user was asked, and did not want the call.
  if (item.status === 'failed' && turn.told.has(refusalOf(item.server))) return;
  const app = appOf(ctx, item);
  if (app.connectorId !== null) {
    const key = `app ${app.connectorId}`;
    if (turn.told.has(key)) return;
    turn.told.set(key, true);
  }
  const mentioned = turn.input?.apps.some(({ connectorId }) => connectorId === app.connectorId) === true;
  ctx.emit({
    kind: 'appUsed',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    model: turn.settings.model,
    ...app,
    invokeType: mentioned ? 'explicit' : 'implicit',
  });
}

/** The item says which app it was (0.169); before, the first word of the tool's name is that of an app which was named. */
function appOf(ctx: TrafficContext, item: McpToolCallItem): AppMention {
  const { appContext } = item;
  if (appContext?.connectorId != null) {
    const name = appContext.appName ?? ctx.state.apps.get(appContext.connectorId) ?? null;
    return { connectorId: appContext.connectorId, appName: name };
  }
  const tool = item.tool.toLowerCase();
  for (const [connectorId, appName] of ctx.state.apps) {
    const prefix = appName.toLowerCase().replace(/[^a-z0-9]+/g, '_');
    if (tool === prefix || tool.startsWith(`${prefix}_`)) return { connectorId, appName };
  }
  return { connectorId: null, appName: null };
}
