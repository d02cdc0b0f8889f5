import { arrayOf, numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import type { WebSearchItem } from '../../protocol/messages/item.js';
import type { FilePatch } from './record.js';

/** `{"secs":1,"nanos":500000000}` in milliseconds. */
export function durationMsOf(value: unknown): number | null {
  const duration = objectOf(value);
  const secs = numberOf(duration?.secs);
  return secs === null ? null : Math.floor(secs * 1000 + (numberOf(duration?.nanos) ?? 0) / 1e6);
}

/** The changes of a patch by path, as logs write them. */
export function patchesOf(value: unknown): readonly FilePatch[] {
  const changes = objectOf(value);
  if (changes === null) return [];
  return Object.entries(changes).map(([path, change]) => patchOf(path, objectOf(change) ?? {}));
}

function patchOf(path: string, change: JsonObject): FilePatch {
  if (change.type === 'add') return { type: 'add', path, content: stringOf(change.content) ?? '' };
  if (change.type === 'delete') return { type: 'delete', path, content: stringOf(change.content) };
  return { type: 'update', path, movePath: stringOf(change.move_path), diff: stringOf(change.unified_diff) ?? '' };
}

/** The same changes as the protocol counts them. */
export function protocolChanges(
  patches: readonly FilePatch[],
): { kind: { type: string; move_path?: string | null } }[] {
  return patches.map((patch) => ({
    kind: patch.type === 'update' ? { type: 'update', move_path: patch.movePath } : { type: patch.type },
  }));
}

/** What a web search did. Logs write snake_case, the protocol camelCase. */
export function actionOf(value: unknown): NonNullable<WebSearchItem['action']> | null {
  const action = objectOf(value);
  const type = stringOf(action?.type);
  if (action === null || type === null) return null;
  return {
    type: type.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    query: stringOf(action.query),
    ...(Array.isArray(action.queries) ? { queries: [...arrayOf(action.queries)] } : {}),
  };
}
