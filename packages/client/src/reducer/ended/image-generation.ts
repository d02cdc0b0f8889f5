import type { ImageGenerationItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { imageGeneration } from '../events/image-generation.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** An image was made, or not. */
export function endImageGeneration(ctx: Context, end: EndedItem, item: ImageGenerationItem): void {
  const ended = endItem(ctx, end, { id: item.id }, 'imageGeneration');
  if (ended !== null) emitTool(ctx, imageGeneration, imageGeneration.build({ tool: ended.input, item }), ended);
}
