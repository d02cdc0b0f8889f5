import type { WebSearchItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { webSearch } from '../events/web-search.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** A search is made by the provider while it answers: it is no call of the model. */
export function endWebSearch(ctx: Context, end: EndedItem, item: WebSearchItem): void {
  const ended = endItem(ctx, end, { id: item.id }, 'webSearch', 'provider');
  if (ended === null) return;
  emitTool(ctx, webSearch, webSearch.build({ tool: ended.input, item }), ended);
}
