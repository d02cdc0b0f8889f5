import { createHash } from 'node:crypto';

import type { FilePatch } from '../records/record.js';

/**
 * The net change of a turn's patches as a diff that holds nothing but its counts: one `+` or `-` a line, no text and no
 * path. What one patch added and a later one took away again is no change, nor is a file that ends as it began.
 */
export function turnDiff(patches: readonly FilePatch[], known: Record<string, string> = {}): string {
  if (patches.length === 0) return '';
  const before = { ...known };
  const files = new Map<string, { added: string[]; deleted: string[] }>();
  for (const patch of patches) {
    if (!noteContent(patch, known)) continue;
    const file = files.get(patch.path) ?? { added: [], deleted: [] };
    files.set(patch.path, file);
    const { added, deleted } = linesOf(patch);
    for (const line of deleted) if (!takeOut(file.added, line)) file.deleted.push(line);
    for (const line of added) if (!takeOut(file.deleted, line)) file.added.push(line);
    if (patch.type === 'update' && patch.movePath !== null) {
      files.delete(patch.path);
      files.set(patch.movePath, file);
    }
  }
  const parts = [...files]
    .filter(([path]) => before[path] === undefined || before[path] !== known[path])
    .map(([, file]) => file)
    .filter((file) => file.added.length + file.deleted.length > 0)
    .map((file) => `diff --git \n@@ \n${'-\n'.repeat(file.deleted.length)}${'+\n'.repeat(file.added.length)}`);
  return parts.join('');
}

/** Keeps what a patch wrote whole; false when it wrote what was there already. */
function noteContent(patch: FilePatch, known: Record<string, string>): boolean {
  const before = known[patch.path];
  delete known[patch.path];
  if (patch.type !== 'add') return true;
  const content = createHash('sha1').update(patch.content).digest('base64');
  if (Object.keys(known).length < knownFilesMax) known[patch.path] = content;
  return before !== content;
}

/** Files of a thread that are remembered; beyond it writing the same again counts as a change. */
const knownFilesMax = 1000;

function takeOut(lines: string[], line: string): boolean {
  const at = lines.lastIndexOf(line);
  if (at === -1) return false;
  lines.splice(at, 1);
  return true;
}

function linesOf(patch: FilePatch): { added: readonly string[]; deleted: readonly string[] } {
  if (patch.type === 'add') return { added: textLines(patch.content), deleted: [] };
  if (patch.type === 'delete') return { added: [], deleted: textLines(patch.content ?? '') };
  const lines = patch.diff.split('\n').filter((line) => !line.startsWith('+++ ') && !line.startsWith('--- '));
  return {
    added: lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1)),
    deleted: lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)),
  };
}

function textLines(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
