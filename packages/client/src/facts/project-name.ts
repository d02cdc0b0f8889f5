/**
 * `owner/name` of a git remote, from any form that git takes (`https://host/owner/name.git`, `git@host:owner/name`,
 * `ssh://git@host:22/owner/name`, a local path). Null when it has no two parts. User, password and host are not in it.
 */
export function projectNameOfRemote(url: string): string | null {
  const path = pathOf(url.trim());
  const parts = path
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const [owner, name] = parts.slice(-2);
  if (owner === undefined || name === undefined) return null;
  return `${owner}/${name}`.slice(0, projectNameCharsMax);
}

/** Longest project name that travels in an envelope. */
export const projectNameCharsMax = 256;

function pathOf(url: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/?(.*)$/is.exec(url);
  if (withScheme !== null) return withScheme[1] ?? '';
  // `user@host:path`; a single letter before the colon is a drive.
  const scp = /^(?:[^@/\\:]+@)?([^/\\:]{2,}):(.*)$/s.exec(url);
  return scp === null ? url : (scp[2] ?? '');
}
