import { projectNameCharsMax, projectNameOfRemote } from '../facts/project-name.js';
import type { SessionMeta } from './session-meta.js';

/** The name of a project as people know it: `owner/name` of its remote, else the last part of its folder. */
export function projectNameOf(meta: Pick<SessionMeta, 'repositoryUrl' | 'cwd'>): string | null {
  const ofRemote = meta.repositoryUrl === null ? null : projectNameOfRemote(meta.repositoryUrl);
  // A log may come from another system than the one that it is read on.
  const folder = (meta.cwd ?? '').split(/[/\\]+/).filter((part) => part !== '');
  return ofRemote ?? folder.at(-1)?.slice(0, projectNameCharsMax) ?? null;
}
