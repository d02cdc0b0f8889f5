import type { ImageGenerationItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { completedOrFailed, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link imageGeneration} is made from. */
export interface ImageGenerationInput {
  readonly tool: ToolItemInput;
  readonly item: ImageGenerationItem;
}

/** An image was generated, or that failed. */
export const imageGeneration = defineEvent({
  type: 'codex_image_generation_event',
  summary: 'An image was generated, or that failed.',
  params: toolItemParams({
    revised_prompt_present: field.boolean({
      description: 'Whether the prompt was rewritten.',
      source: 'item.revisedPrompt',
    }),
    saved_path_present: field.boolean({ description: 'Whether the image was saved.', source: 'item.savedPath' }),
    transparent_background: field.booleanOrNull({
      description: 'Whether the background is transparent; null when not told.',
      source: 'item.transparentBackground',
      since: '0.169.0',
    }),
    imagegen_request_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    generation_id: field.stringOrNull({
      description: 'Id that the image service gave; null when it gave none.',
      source: 'none',
      since: '0.169.0',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, item }: ImageGenerationInput) =>
    extended(
      toolItemBase(
        tool,
        'image_generation',
        null,
        completedOrFailed(item.status === 'failed' || item.status === 'error'),
      ),
      {
        revised_prompt_present: item.revisedPrompt !== null && item.revisedPrompt !== undefined,
        saved_path_present: item.savedPath !== null && item.savedPath !== undefined,
        transparent_background: item.transparentBackground ?? null,
        imagegen_request_id: null,
        generation_id: null,
      },
    ),
});
