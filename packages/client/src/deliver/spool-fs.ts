import * as node from 'node:fs';
import * as promises from 'node:fs/promises';

/**
 * What delivery needs of a file system, and no more. A parameter, so that tests can fill the disk, make it fail, and
 * watch the order of writes and syncs.
 */
export interface SpoolFs {
  /** Synchronous, because `track()` returns after the write. */
  readonly openSync: (path: string, flags: 'ax' | 'a') => number;
  readonly writeSync: (fd: number, bytes: Uint8Array) => number;
  readonly truncateSync: (fd: number, bytes: number) => void;
  readonly closeSync: (fd: number) => void;
  readonly sync: (fd: number) => Promise<void>;
  /** Makes names that were added to or removed from a folder survive a power cut. */
  readonly syncDirectory: (path: string) => Promise<void>;
  readonly openToRead: (path: string) => Promise<ReadHandle>;
  readonly readText: (path: string) => Promise<string>;
  /** Writes a new file with mode 0600 and syncs it. */
  readonly writeSynced: (path: string, text: string | Uint8Array) => Promise<void>;
  readonly appendSynced: (path: string, text: string) => Promise<void>;
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly stat: (path: string) => Promise<{ readonly size: number; readonly mtimeMs: number }>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly makeDirectory: (path: string) => Promise<void>;
  /** Number of the file system's kind (`statfs`). */
  readonly kind: (path: string) => Promise<number>;
}

/** An open file, for reading. */
export interface ReadHandle {
  /** Fills `into` from `position`, as far as the file goes; says how many bytes that were. */
  readonly read: (position: number, into: Buffer) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The real one. */
export const nodeFs: SpoolFs = {
  openSync: (path, flags) => node.openSync(path, flags, 0o600),
  writeSync: (fd, bytes) => node.writeSync(fd, bytes, 0, bytes.length),
  truncateSync: (fd, bytes) => node.ftruncateSync(fd, bytes),
  closeSync: (fd) => node.closeSync(fd),
  sync: (fd) =>
    new Promise((resolve, reject) => {
      node.fsync(fd, (error) => (error === null ? resolve() : reject(error)));
    }),
  async syncDirectory(path) {
    // Windows cannot open a folder for syncing; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    await withFile(path, 'r', (file) => file.sync());
  },
  openToRead: async (path) => {
    const file = await promises.open(path, 'r');
    return {
      async read(position, into) {
        let length = 0;
        while (length < into.length) {
          const { bytesRead } = await file.read(into, length, into.length - length, position + length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return length;
      },
      close: () => file.close(),
    };
  },
  readText: (path) => promises.readFile(path, 'utf8'),
  writeSynced: (path, text) =>
    withFile(path, 'w', async (file) => {
      await file.writeFile(text);
      await file.sync();
    }),
  appendSynced: (path, text) =>
    withFile(path, 'a', async (file) => {
      await file.writeFile(text);
      await file.sync();
    }),
  list: (path) => promises.readdir(path),
  stat: (path) => promises.stat(path),
  rename: (from, to) => promises.rename(from, to),
  remove: (path) => promises.rm(path, { force: true }),
  makeDirectory: async (path) => {
    await promises.mkdir(path, { recursive: true, mode: 0o700 });
  },
  kind: async (path) => (await promises.statfs(path)).type,
};

async function withFile<T>(path: string, flags: string, use: (file: promises.FileHandle) => Promise<T>): Promise<T> {
  const file = await promises.open(path, flags, 0o600);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Reads one part of a file. */
export async function readOnce(
  fs: Pick<SpoolFs, 'openToRead'>,
  path: string,
  position: number,
  bytes: number,
): Promise<Buffer> {
  const file = await fs.openToRead(path);
  try {
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, await file.read(position, buffer));
  } finally {
    await file.close();
  }
}
