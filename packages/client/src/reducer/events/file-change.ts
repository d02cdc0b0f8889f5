import type { FileChangeItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { outcomeOfStatus, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link fileChange} is made from. */
export interface FileChangeInput {
  readonly tool: ToolItemInput;
  readonly item: FileChangeItem;
}

/** A patch came to its end. */
export const fileChange = defineEvent({
  type: 'codex_file_change_event',
  summary: 'A patch was applied, failed or was refused. None for a patch that does not verify or was cancelled.',
  params: toolItemParams({
    file_change_count: field.int({ description: 'Files in the patch.', source: 'item.changes' }),
    file_add_count: field.int({ description: 'New files.', source: 'changes of kind add' }),
    file_update_count: field.int({ description: 'Files changed in place.', source: 'kind update without move_path' }),
    file_delete_count: field.int({ description: 'Files deleted.', source: 'kind delete' }),
    file_move_count: field.int({
      description: 'Files moved; not counted as updates.',
      source: 'kind update with move_path',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, item }: FileChangeInput) => {
    const counts = { add: 0, update: 0, delete: 0, move: 0 };
    for (const { kind } of item.changes) {
      if (kind.type === 'add') counts.add++;
      else if (kind.type === 'delete') counts.delete++;
      else if (kind.type === 'update')
        counts[kind.move_path === null || kind.move_path === undefined ? 'update' : 'move']++;
    }
    return extended(toolItemBase(tool, 'apply_patch', null, outcomeOfStatus(item.status)), {
      file_change_count: item.changes.length,
      file_add_count: counts.add,
      file_update_count: counts.update,
      file_delete_count: counts.delete,
      file_move_count: counts.move,
    });
  },
});
