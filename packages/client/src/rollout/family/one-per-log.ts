import { rolloutFileAt } from '../discover.js';
import type { ThreadFile } from './thread-file.js';

/**
 * Leaves out copies of a log, whatever the files are called; the longest one stays. The logs of one thread (a revert begins
 * another one) differ in the time at which they began.
 */
export function onePerLog(files: readonly ThreadFile[], onCopy: (file: ThreadFile) => void): readonly ThreadFile[] {
  const best = new Map<string, { readonly file: ThreadFile; readonly sizeBytes: number }>();
  for (const file of files) {
    const key = `${file.meta.threadId} ${file.meta.createdAtMs}`;
    const known = best.get(key);
    const sizeBytes = rolloutFileAt(file.path)?.sizeBytes ?? 0;
    if (known === undefined || sizeBytes > known.sizeBytes) best.set(key, { file, sizeBytes });
    if (known !== undefined) onCopy(sizeBytes > known.sizeBytes ? known.file : file);
  }
  return [...best.values()].map(({ file }) => file);
}
