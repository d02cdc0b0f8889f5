import type { ThreadContext } from './thread-context.js';
import type { TurnState } from './thread-state.js';

/** Apps and plugins that the text of the user names by a link. */
export function readMentions(context: ThreadContext, turn: TurnState, text: string, atMs: number): void {
  const { state } = context;
  const tracking = { atMs, threadId: state.meta.threadId, turnId: turn.turnId, model: turn.context?.model ?? null };
  const apps = linksOf(text, 'app');
  if (apps.length > 0) {
    turn.mentionedApps.push(...apps);
    const mentions = apps.map((connectorId) => ({ connectorId, appName: null }));
    context.tell({ kind: 'appMentioned', ...tracking, mentions });
  }
  for (const pluginId of linksOf(text, 'plugin')) {
    const at = pluginId.lastIndexOf('@');
    context.tell({
      kind: 'pluginUsed',
      ...tracking,
      plugin: {
        pluginId,
        remotePluginId: null,
        pluginName: at === -1 ? pluginId : pluginId.slice(0, at),
        marketplaceName: at === -1 ? null : pluginId.slice(at + 1),
        hasSkills: null,
        mcpServerCount: null,
        connectorIds: [],
        mcpServerNames: null,
      },
    });
  }
}

function linksOf(text: string, scheme: string): readonly string[] {
  const found = text.matchAll(new RegExp(`\\]\\(${scheme}://([^)\\s]+)\\)`, 'g'));
  return [...new Set([...found].flatMap((match) => match[1] ?? []))];
}
