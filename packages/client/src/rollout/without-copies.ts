import type { RolloutFile } from './discover.js';

/**
 * Leaves out files that hold a session which another file holds too: Codex compresses a file before it removes the plain
 * one, and moves files to the archive. The plain one is kept, then the longer, then the newer.
 */
export function withoutCopies(files: readonly RolloutFile[], onCopy: (path: string) => void): readonly RolloutFile[] {
  const best = new Map<string, RolloutFile>();
  const keep: RolloutFile[] = [];
  for (const file of files) {
    if (file.logIdInName === null) {
      keep.push(file);
      continue;
    }
    const other = best.get(file.logIdInName);
    if (other === undefined || isBetter(file, other)) best.set(file.logIdInName, file);
    if (other !== undefined) onCopy(isBetter(file, other) ? other.path : file.path);
  }
  return [...keep, ...best.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isBetter(file: RolloutFile, other: RolloutFile): boolean {
  const plain = Number(!file.path.endsWith('.zst')) - Number(!other.path.endsWith('.zst'));
  if (plain !== 0) return plain > 0;
  if (file.sizeBytes !== other.sizeBytes) return file.sizeBytes > other.sizeBytes;
  return file.mtimeMs > other.mtimeMs;
}
