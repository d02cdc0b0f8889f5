import type { SessionMeta } from './session-meta.js';

/** The name of a project as people know it: the last part of its repository's URL, else of its folder. */
export function projectNameOf(meta: Pick<SessionMeta, 'repositoryUrl' | 'cwd'>): string | null {
  return lastPart((meta.repositoryUrl ?? '').replace(/\.git\/?$/, '')) ?? lastPart(meta.cwd ?? '');
}

function lastPart(path: string): string | null {
  const parts = path.split(/[/\\:]/).filter((part) => part !== '');
  return parts[parts.length - 1] ?? null;
}
