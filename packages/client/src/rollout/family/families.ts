import type { ThreadFile } from './thread-file.js';

/** Threads that have to be read together: a root, its sub-agents and reviewers, and theirs. */
export interface Family {
  /** Thread id of the root. */
  readonly rootId: string;
  /** In the order in which the threads began. */
  readonly files: readonly ThreadFile[];
}

/** Depth of a tree of threads; what claims to be deeper is a circle. */
const depthMax = 64;

/** Sorts logs into families. A fork begins its own: it needs nothing from the log that it was copied from. */
export function familiesOf(files: readonly ThreadFile[]): readonly Family[] {
  const byId = new Map(files.map((file) => [file.meta.threadId, file]));
  const families = new Map<string, ThreadFile[]>();
  for (const file of files) {
    const rootId = rootOf(file, byId);
    const family = families.get(rootId);
    if (family === undefined) families.set(rootId, [file]);
    else family.push(file);
  }
  return [...families].map(([rootId, members]) => ({
    rootId,
    files: members.sort(
      (a, b) => a.meta.createdAtMs - b.meta.createdAtMs || (a.meta.threadId < b.meta.threadId ? -1 : 1),
    ),
  }));
}

/** The root that a log belongs to, also where logs in between are gone. */
function rootOf(file: ThreadFile, byId: ReadonlyMap<string, ThreadFile>): string {
  let at = file;
  for (let depth = 0; depth < depthMax; depth++) {
    const parentId = at.meta.parentThreadId;
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (parent === undefined) return parentId === null ? at.meta.threadId : (at.meta.sessionId ?? parentId);
    at = parent;
  }
  return at.meta.threadId;
}
