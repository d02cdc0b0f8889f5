import { rolloutFileAt } from '../discover.js';
import type { ThreadFile } from './thread-file.js';

/** Leaves out logs of a thread that another log holds too, whatever the files are called; the longest one stays. */
export function onePerThread(files: readonly ThreadFile[], onCopy: (file: ThreadFile) => void): readonly ThreadFile[] {
  const best = new Map<string, { readonly file: ThreadFile; readonly sizeBytes: number }>();
  for (const file of files) {
    const { threadId } = file.meta;
    const known = best.get(threadId);
    const sizeBytes = rolloutFileAt(file.path)?.sizeBytes ?? 0;
    if (known === undefined || sizeBytes > known.sizeBytes) best.set(threadId, { file, sizeBytes });
    if (known !== undefined) onCopy(sizeBytes > known.sizeBytes ? known.file : file);
  }
  return [...best.values()].map(({ file }) => file);
}
