import { createHash } from 'node:crypto';
import { link, lstat, mkdir, readdir, realpath, rmdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Locks that the kernel frees when their holder dies, however it dies: a listening unix socket in the folder, or a named
 * pipe on Windows. A pid file is none: pids are used again, and containers that share a folder all have pid 1.
 *
 * A pipe vanishes with its holder, so its name is the lock. A socket leaves its file, and removing a dead one is a race
 * (two contenders may each remove the other's new one). So a dead file is never taken over: each holder makes the next
 * generation, `NAME-<generation>.sock`, with a link, which succeeds once; older files are removed afterwards.
 */
export interface Lock {
  readonly release: () => Promise<void>;
}

/** Takes the lock, or null when somebody alive has it. */
export async function acquireLock(directory: string, name: string): Promise<Lock | null> {
  if (process.platform === 'win32') return listenOn(await pipePath(directory, name));
  try {
    if (fitsSockets(directory)) return await acquireIn(directory, name);
  } catch (error) {
    // Folders that a virtual machine shares with its host often know no sockets.
    if (!knowsNoSockets(error)) throw error;
  }
  return acquireIn(await makeFarFolder(directory), name);
}

/** Whether somebody alive has the lock; `unknown` when there is no trace of it. */
export async function lockState(directory: string, name: string): Promise<'held' | 'free' | 'unknown'> {
  if (process.platform === 'win32') return probe(await pipePath(directory, name));
  for (const folder of [directory, await farFolder(directory)]) {
    const newest = Math.max(0, ...(await generations(folder, name)));
    if (newest > 0) return probe(join(folder, socketName(name, newest)));
  }
  return 'unknown';
}

/** Removes what a dead holder left; only for names that nobody will use again. */
export async function forgetLock(directory: string, name: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const folder of [directory, await farFolder(directory)]) {
    for (const generation of await generations(folder, name)) {
      await removeFile(join(folder, socketName(name, generation)));
    }
  }
  // Where it is there and nobody else has a lock in it.
  await rmdir(await farFolder(directory)).catch(() => {});
}

/** Removes what processes left that died while they took a lock. */
export async function forgetDrafts(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const folder of [directory, await farFolder(directory)]) {
    for (const file of await readdir(folder).catch(() => [])) {
      // One that listens will have its name in a moment.
      if (draftPattern.test(file) && (await probe(join(folder, file))) === 'free') await removeFile(join(folder, file));
    }
  }
}

async function acquireIn(folder: string, name: string): Promise<Lock | null> {
  // Each round lost means that somebody else won one; who loses three leaves it to them.
  for (let round = 0; round < 3; round++) {
    const newest = Math.max(0, ...(await generations(folder, name)));
    if (newest > 0 && (await probe(join(folder, socketName(name, newest)))) === 'held') return null;
    const lock = await claim(folder, name, newest + 1);
    if (lock !== null) return lock;
  }
  return null;
}

const draftPattern = /^\.[0-9a-z]+\.sock$/;

async function claim(folder: string, name: string, generation: number): Promise<Lock | null> {
  const path = join(folder, socketName(name, generation));
  // It listens before it has its name: a file that exists and does not answer is really dead.
  const draft = join(folder, `.${process.pid.toString(36)}${Math.random().toString(36).slice(2, 8)}.sock`);
  const lock = await listenOn(draft);
  if (lock === null) return null;
  try {
    await link(draft, path);
  } catch (error) {
    await lock.release();
    if (isExists(error)) return null;
    // A file system without links: bind the name itself, with a moment between bind and listen that cannot be closed.
    return listenOn(path);
  } finally {
    await removeFile(draft);
  }
  const all = await generations(folder, name);
  if (all.some((other) => other > generation)) {
    await lock.release();
    await removeFile(path);
    return null;
  }
  for (const older of all) if (older < generation) await removeFile(join(folder, socketName(name, older)));
  return lock;
}

async function listenOn(path: string): Promise<Lock | null> {
  const server: Server = createServer((socket) => socket.destroy());
  server.unref();
  const listening = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error) => (isInUse(error) ? resolve(false) : reject(error)));
    server.listen({ path, exclusive: true }, () => resolve(true));
  });
  if (!listening) return null;
  server.on('error', () => {
    // Accepting failed (no file descriptors left): the socket still listens, so the lock still holds.
  });
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** Connecting is answered by the kernel, also while the holder's own loop is busy. */
function probe(path: string): Promise<'held' | 'free'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('held');
    });
    // Anything but these two (a full backlog, no permission) comes from somebody alive.
    socket.once('error', (error) =>
      resolve('code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') ? 'free' : 'held'),
    );
  });
}

function socketName(name: string, generation: number): string {
  return `${name}-${generation}.sock`;
}

async function generations(folder: string, name: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith(`${name}-`) || !file.endsWith('.sock')) continue;
    const generation = Number(file.slice(name.length + 1, -'.sock'.length));
    if (Number.isInteger(generation)) found.push(generation);
  }
  return found;
}

/** Systems cut longer paths of sockets silently: 107 bytes on Linux, 103 on macOS. */
const socketPathBytesMax = 103;

/** Longest name that a lock gets, with its generation. */
const socketNameBytesMax = 48;

function fitsSockets(directory: string): boolean {
  return Buffer.byteLength(directory) + 1 + socketNameBytesMax <= socketPathBytesMax;
}

/** Where a folder's sockets are when they cannot be in it: below the system's folder for temporary files, named after it. */
async function farFolder(directory: string): Promise<string> {
  return join(tmpdir(), `tacho-${process.getuid?.() ?? 0}-${await shortHash(directory)}`);
}

async function makeFarFolder(directory: string): Promise<string> {
  const folder = await farFolder(directory);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder);
  // Somebody else's folder of that name could hold a socket that keeps us from sending for ever.
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new Error('the folder for locks belongs to somebody else');
  return folder;
}

async function pipePath(directory: string, name: string): Promise<string> {
  return String.raw`\\.\pipe\tacho-${await shortHash(directory)}-${name}`;
}

async function shortHash(directory: string): Promise<string> {
  return createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 16);
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}

function knowsNoSockets(error: unknown): boolean {
  const codes = ['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EPERM', 'ENOSYS'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function isExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function isInUse(error: Error): boolean {
  return 'code' in error && error.code === 'EADDRINUSE';
}
