import { arrayOf, objectOf, stringOf } from '../json-value.js';
import type { RolloutRecord } from '../records/record.js';
import type { ThreadContext } from './thread-context.js';
import type { CallState } from './thread-state.js';
import type { ToldItem } from './items.js';

/** A call of a tool that the client offered (0.137): its name is in the first line, its outcome only in its output. */
export function dynamicToolItem(
  context: ThreadContext,
  startedAtMs: number,
  call: CallState,
  record: Extract<RolloutRecord, { kind: 'callOutput' }>,
  atMs: number,
): ToldItem | null {
  if (call.isCustom || !context.state.meta.dynamicTools.includes(call.name)) return null;
  if (/^(failed to parse function arguments|aborted by user after)/.test(record.text)) return null;
  const parts = typeof record.output === 'string' ? [{ type: 'input_text' }] : arrayOf(record.output).map(objectOf);
  const failed = record.text === 'dynamic tool request failed';
  return {
    item: {
      type: 'dynamicToolCall',
      id: call.callId,
      tool: call.name,
      status: failed ? 'failed' : 'completed',
      success: !failed,
      durationMs: atMs - startedAtMs,
      contentItems: parts.map((part) => ({
        type: stringOf(part?.type) === 'input_image' ? 'inputImage' : 'inputText',
      })),
    },
    startedAtMs,
    completedAtMs: atMs,
  };
}
