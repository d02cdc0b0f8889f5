import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { posix } from 'node:path';

import type { SkillInvocation } from '../facts/index.js';
import type { SessionMeta } from './session-meta.js';

/** Where a skill comes from, and its id. The path itself goes no further. */
export function skillPlace(
  meta: Pick<SessionMeta, 'cwd' | 'repositoryUrl' | 'hasGit'>,
  name: string,
  skillPath: string,
): Pick<SkillInvocation, 'skillId' | 'scope' | 'repoUrl'> {
  const path = skillPath.replaceAll('\\', '/');
  const absolute = posix.isAbsolute(path) || /^[A-Za-z]:\//.test(path) ? path : posix.join(meta.cwd ?? '/', path);
  const base = /^(.*)\/\.(?:agents|codex)\/skills\//.exec(absolute)?.[1] ?? null;
  const scope = scopeOf(meta, absolute, base);
  const repoUrl = scope === 'repo' ? meta.repositoryUrl : null;
  const place = repoUrl === null || base === null ? absolute : absolute.slice(base.length + 1);
  const prefix = repoUrl === null ? 'personal' : `repo_${repoUrl}`;
  const skillId = createHash('sha1').update(`${prefix}_${place}_${name}`).digest('hex');
  return { skillId, scope, repoUrl };
}

/** A skill's folder tells its scope: the system's own, the administrator's, the repository's, else the user's. */
function scopeOf(meta: Pick<SessionMeta, 'cwd' | 'hasGit'>, path: string, base: string | null): string {
  if (path.includes('/skills/.system/')) return 'system';
  if (path.startsWith('/etc/')) return 'admin';
  if (base === null || isHome(base)) return 'user';
  const cwd = meta.cwd ?? '';
  return cwd === base || cwd.startsWith(`${base}/`) || base.startsWith(`${cwd}/`) ? 'repo' : 'user';
}

/** The log may come from another machine, hence the usual places of homes beside our own. */
function isHome(path: string): boolean {
  return path === homedir() || /^(\/root|\/(home|Users)\/[^/]+|[A-Za-z]:\/Users\/[^/]+)$/.test(path);
}
