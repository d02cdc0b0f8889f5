import { constants, open, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** The repository that a folder is in. */
export interface Repository {
  /** Folder that holds `.git`. */
  readonly root: string;
  /** URL of `origin`, else of the first remote by name; null without any. */
  readonly remoteUrl: string | null;
}

/** Folders that are looked at on the way up to a root; deeper trees count as outside a repository. */
const levelsMax = 64;

/** Longest git file that is read. */
const gitFileBytesMax = 1024 * 1024;

/** Finds the repository of a folder by reading a few small files; runs no program. Null outside a repository. */
export async function findRepository(folder: string): Promise<Repository | null> {
  let at = resolve(folder);
  for (let level = 0; level < levelsMax; level++) {
    const gitDir = await gitDirOf(join(at, '.git'));
    if (gitDir !== null) {
      const config = await readSmall(join(gitDir, 'config'));
      return { root: at, remoteUrl: config === null ? null : remoteOf(config) };
    }
    const parent = dirname(at);
    if (parent === at) return null;
    at = parent;
  }
  return null;
}

/** The folder with the configuration: of a worktree or submodule, `.git` is a file that names it. */
async function gitDirOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  // A sandbox may have put an empty `.git` where none is, so that nobody makes one.
  if (found.isDirectory()) return (await stat(join(path, 'HEAD')).catch(() => null)) === null ? null : path;
  const target = /^gitdir:\s*(.+?)\s*$/m.exec((await readSmall(path)) ?? '')?.[1];
  if (target === undefined) return null;
  const gitDir = isAbsolute(target) ? target : resolve(dirname(path), target);
  const common = (await readSmall(join(gitDir, 'commondir')))?.trim();
  return common === undefined || common === '' ? gitDir : resolve(gitDir, common);
}

/** URL of `origin`, else of the first remote by name, of a git configuration. */
function remoteOf(config: string): string | null {
  let remote: string | null = null;
  const urls = new Map<string, string>();
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\s\]"]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (section !== null) {
      remote = section[1]?.toLowerCase() === 'remote' ? (section[2] ?? null) : null;
      continue;
    }
    const url = /^\s*url\s*=\s*"?(.*?)"?\s*$/i.exec(line)?.[1];
    if (remote !== null && url !== undefined && url !== '' && !urls.has(remote)) urls.set(remote, url);
  }
  const first = [...urls.keys()].sort()[0];
  return urls.get('origin') ?? (first === undefined ? null : (urls.get(first) ?? null));
}

async function readSmall(path: string): Promise<string | null> {
  // Opening a pipe would wait for somebody who writes, and block one of the few threads of the host.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return null;
  try {
    const { size, isFile } = await file.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
    return isFile && size <= gitFileBytesMax ? await file.readFile('utf8') : null;
  } catch {
    return null;
  } finally {
    await file.close().catch(() => {});
  }
}
