import { dirname } from 'node:path';

import type { SpoolFs } from '../spool-fs.js';

interface MemoryFile {
  bytes: Buffer;
  /** What a power cut leaves at least. */
  synced: Buffer;
}

/** What a call is about to do, for tests that let it fail. */
export type FsCall =
  | { readonly op: 'write'; readonly path: string; readonly bytes: number }
  | { readonly op: 'open' | 'sync' | 'sync-directory' | 'truncate' | 'rename' | 'remove'; readonly path: string };

/** A file system in memory that can fail, and lose power. */
export interface MemoryFs extends SpoolFs {
  /** Every call that changes something, in order. */
  readonly calls: FsCall[];
  /** Throws, or says how many bytes of a write are taken; undefined: all goes well. */
  fail: (call: FsCall) => number | undefined;
  readonly content: (path: string) => Buffer | undefined;
  readonly setContent: (path: string, bytes: Buffer) => void;
  /**
   * What the disk holds after a power cut: names that were synced, and of each file what was synced and of the rest as much
   * as `keep` says (0 to 1).
   */
  readonly afterPowerCut: (keep: () => number) => MemoryFs;
}

/** A file system in memory that knows what was synced. */
export function createMemoryFs(start: ReadonlyMap<string, Buffer> = new Map()): MemoryFs {
  const files = new Map<string, MemoryFile>();
  for (const [path, bytes] of start) files.set(path, { bytes, synced: bytes });
  let syncedNames = new Map(files);
  const open = new Map<number, { readonly file: MemoryFile; readonly path: string }>();
  let nextFd = 3;

  const get = (path: string): MemoryFile => {
    const file = files.get(path);
    if (file === undefined) throw failure('ENOENT');
    return file;
  };
  const handle = (fd: number): { readonly file: MemoryFile; readonly path: string } => {
    const found = open.get(fd);
    if (found === undefined) throw failure('EBADF');
    return found;
  };
  const note = (call: FsCall): number | undefined => {
    fs.calls.push(call);
    return fs.fail(call);
  };

  const fs: MemoryFs = {
    calls: [],
    fail: () => undefined,
    openSync(path, flags) {
      note({ op: 'open', path });
      if (flags === 'ax' && files.has(path)) throw failure('EEXIST');
      if (!files.has(path)) files.set(path, { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) });
      open.set(nextFd, { file: get(path), path });
      return nextFd++;
    },
    writeSync(fd, bytes) {
      const { file, path } = handle(fd);
      const taken = note({ op: 'write', path, bytes: bytes.length }) ?? bytes.length;
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, taken)]);
      return taken;
    },
    truncateSync(fd, bytes) {
      const { file, path } = handle(fd);
      note({ op: 'truncate', path });
      file.bytes = file.bytes.subarray(0, bytes);
    },
    closeSync(fd) {
      handle(fd);
      open.delete(fd);
    },
    async sync(fd) {
      const { file, path } = handle(fd);
      const now = file.bytes;
      await Promise.resolve();
      note({ op: 'sync', path });
      file.synced = now;
    },
    async syncDirectory(path) {
      note({ op: 'sync-directory', path });
      syncedNames = new Map(files);
    },
    async openToRead(path) {
      const file = get(path);
      return {
        read: async (position, into) => file.bytes.copy(into, 0, position),
        close: async () => {},
      };
    },
    readText: async (path) => get(path).bytes.toString('utf8'),
    async writeSynced(path, text) {
      const bytes = Buffer.from(text);
      note({ op: 'write', path, bytes: bytes.length });
      files.set(path, { bytes, synced: bytes });
    },
    async appendSynced(path, text) {
      const bytes = Buffer.concat([files.get(path)?.bytes ?? Buffer.alloc(0), Buffer.from(text)]);
      note({ op: 'write', path, bytes: bytes.length });
      files.set(path, { bytes, synced: bytes });
    },
    list: async (path) =>
      [...files.keys()].filter((file) => dirname(file) === path).map((file) => file.slice(path.length + 1)),
    stat: async (path) => ({ size: get(path).bytes.length, mtimeMs: 0 }),
    async rename(from, to) {
      const file = get(from);
      note({ op: 'rename', path: from });
      files.delete(from);
      files.set(to, file);
    },
    async remove(path) {
      note({ op: 'remove', path });
      files.delete(path);
    },
    makeDirectory: async () => {},
    kind: async () => 0xef53,
    content: (path) => files.get(path)?.bytes,
    setContent: (path, bytes) => files.set(path, { bytes, synced: bytes }),
    afterPowerCut(keep) {
      const left = new Map<string, Buffer>();
      for (const [path, { bytes, synced }] of syncedNames) {
        const extra = Math.floor(Math.max(0, bytes.length - synced.length) * keep());
        left.set(path, bytes.length >= synced.length ? bytes.subarray(0, synced.length + extra) : synced);
      }
      return createMemoryFs(left);
    },
  };
  return fs;
}

/** An error as the system gives it. */
export function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
