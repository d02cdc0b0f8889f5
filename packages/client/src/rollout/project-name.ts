import type { SessionMeta } from './session-meta.js';

/** The name of a project as people know it: `owner/name` of its remote, else the last part of its folder. */
export function projectNameOf(meta: Pick<SessionMeta, 'repositoryUrl' | 'cwd'>): string | null {
  const parts = partsOf(
    (meta.repositoryUrl ?? '')
      .replace(/[?#].*$/s, '')
      .replace(/\/+$/, '')
      .replace(/\.git$/i, ''),
  );
  const [owner, name] = parts.slice(-2);
  if (owner !== undefined && name !== undefined) return `${owner}/${name}`;
  return name ?? partsOf(meta.cwd ?? '').at(-1) ?? null;
}

/** Parts of a path; the host of a remote is no part of its name. */
function partsOf(path: string): readonly string[] {
  const local = path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^[^@/\\:]+@[^/\\:]+:/, '');
  return local.split(/[/\\:]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
}
