import type { FileChangeItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { fileChange } from '../events/file-change.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** A patch was applied, failed or refused. */
export function endFileChange(ctx: Context, end: EndedItem, item: FileChangeItem): void {
  const ended = endItem(ctx, end, item, 'fileChange');
  if (ended !== null) emitTool(ctx, fileChange, fileChange.build({ tool: ended.input, item }), ended);
}
