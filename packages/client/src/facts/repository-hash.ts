import { createHash } from 'node:crypto';

/** Hash of a repository's canonical remote, as the accepted-line event carries it; null without a remote. */
export function repositoryHash(url: string | null): string | null {
  if (url === null || url.trim() === '') return null;
  // A redacted recording holds the hash in the URL's place.
  const hash = /^hash:([0-9a-f]{40})$/.exec(url)?.[1];
  if (hash !== undefined) return hash;
  const value = canonicalRemote(url) ?? url;
  return createHash('sha1').update(`file-line-v1\0repo\0${value}`).digest('hex');
}

const defaultPorts: Readonly<Record<string, string>> = { git: '9418', http: '80', https: '443', ssh: '22' };

/** `host/path` of a remote, the same for every way to write it; null for what names no host. */
export function canonicalRemote(url: string): string | null {
  const trimmed = url
    .trim()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  if (trimmed === '') return null;
  const split = splitRemote(trimmed);
  if (split === null) return null;
  const host = hostOf(split.host, split.defaultPort);
  const parts = split.path
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
    .split('/')
    .filter((part) => part !== '');
  if (host === '' || parts.length < 2 || parts.slice(0, 2).some((part) => part === '.' || part === '..')) return null;
  const path = parts.join('/');
  return `${host}/${host === 'github.com' ? asciiLower(path) : path}`;
}

function splitRemote(url: string): { host: string; path: string; defaultPort: string | null } | null {
  const scheme = url.indexOf('://');
  if (scheme !== -1) {
    const defaultPort = defaultPorts[url.slice(0, scheme)];
    const rest = url.slice(scheme + 3).replace(/[?#].*$/s, '');
    const slash = rest.indexOf('/');
    if (defaultPort === undefined || slash === -1) return null;
    return { host: rest.slice(0, slash), path: rest.slice(slash + 1), defaultPort };
  }
  const scp = /^([^/:]+):(.+)$/s.exec(url);
  if (scp !== null) return { host: scp[1] ?? '', path: scp[2] ?? '', defaultPort: null };
  const slash = url.indexOf('/');
  return slash === -1 ? null : { host: url.slice(0, slash), path: url.slice(slash + 1), defaultPort: null };
}

function hostOf(text: string, defaultPort: string | null): string {
  const host = asciiLower(
    text
      .slice(text.lastIndexOf('@') + 1)
      .trim()
      .replace(/\/+$/, ''),
  );
  return defaultPort !== null && host.endsWith(`:${defaultPort}`) ? host.slice(0, -defaultPort.length - 1) : host;
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
