import type { DynamicToolCallItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import {
  completedOrFailed,
  interrupted,
  nativeDurationMs,
  toolItemBase,
  toolItemParams,
  type ToolItemInput,
} from './tool-item.js';

/** What {@link dynamicToolCall} is made from. */
export interface DynamicToolCallInput {
  readonly tool: ToolItemInput;
  readonly item: DynamicToolCallItem;
}

/** A call of a tool that the client brought came to its end. */
export const dynamicToolCall = defineEvent({
  type: 'codex_dynamic_tool_call_event',
  summary: 'A call of a tool that the client answers itself ended; in code mode (0.169) also the script call.',
  params: toolItemParams({
    dynamic_tool_name: field.string({ description: 'The tool.', source: 'item.tool', carries: 'name' }),
    success: field.booleanOrNull({
      description: 'What the client said; null when it did not.',
      source: 'item.success',
    }),
    output_content_item_count: field.intOrNull({
      description: 'Parts of the output; null when there is none.',
      source: 'item.contentItems',
    }),
    output_text_item_count: field.intOrNull({ description: 'Text parts.', source: 'parts of type inputText' }),
    output_image_item_count: field.intOrNull({ description: 'Images.', source: 'parts of type inputImage' }),
    output_audio_item_count: field.intOrNull({
      description: 'Audio parts.',
      source: 'parts of type inputAudio',
      since: '0.169.0',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, item }: DynamicToolCallInput) => {
    const parts = item.contentItems ?? null;
    const count = (type: string) => (parts === null ? null : parts.filter((part) => part.type === type).length);
    const outcome = item.status === 'interrupted' ? interrupted : completedOrFailed(item.status === 'failed');
    return extended(toolItemBase(tool, item.tool, nativeDurationMs(item.durationMs), outcome), {
      dynamic_tool_name: item.tool,
      success: item.success ?? null,
      output_content_item_count: parts === null ? null : parts.length,
      output_text_item_count: count('inputText'),
      output_image_item_count: count('inputImage'),
      output_audio_item_count: count('inputAudio'),
    });
  },
});
