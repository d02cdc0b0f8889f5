import type { WebSearchItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { completedOrFailed, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link webSearch} is made from. */
export interface WebSearchInput {
  readonly tool: ToolItemInput;
  readonly item: WebSearchItem;
}

const actionNames: Readonly<Record<string, string>> = {
  search: 'search',
  openPage: 'open_page',
  findInPage: 'find_in_page',
  other: 'other',
};

/** The model searched the web. */
export const webSearch = defineEvent({
  type: 'codex_web_search_event',
  summary: 'The model searched the web, opened a page or looked into one; it always counts as completed.',
  params: toolItemParams({
    web_search_action: field.stringOrNull({
      description: '`search`, `open_page`, `find_in_page` or `other`; null when not told.',
      source: 'item.action.type',
    }),
    query_present: field.boolean({ description: 'Whether there was a query.', source: 'item.query is not blank' }),
    query_count: field.intOrNull({ description: 'Queries; null for what is no search.', source: 'item.action' }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, item }: WebSearchInput) => {
    const queryPresent = (item.query ?? '').trim() !== '';
    return extended(toolItemBase(tool, 'web_search', null, completedOrFailed(false)), {
      web_search_action: item.action ? (actionNames[item.action.type] ?? 'other') : null,
      query_present: queryPresent,
      query_count: queryCount(item, queryPresent),
    });
  },
});

function queryCount({ action }: WebSearchItem, queryPresent: boolean): number | null {
  if (!action) return queryPresent ? 1 : null;
  if (action.type !== 'search') return null;
  if (action.queries) return action.queries.length;
  return action.query === null || action.query === undefined ? null : 1;
}
