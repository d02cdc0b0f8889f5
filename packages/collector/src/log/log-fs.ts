import { writevSync } from 'node:fs';
import { open, readdir, rename, truncate, unlink } from 'node:fs/promises';

/** An open file of the log: what the log needs of it. */
export interface LogFile {
  /**
   * Writes and gives the number of bytes. Synchronous: it only copies into the cache of the system, and a turn through the
   * thread pool before the one for the sync doubles the time of a reply on a busy machine.
   */
  writev(buffers: readonly NodeJS.ArrayBufferView[], position: number): number;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The file system as the log uses it; a test hands in one that fails, or one that notes the order of calls. */
export interface LogFs {
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Creates a file that must not exist yet. */
  readonly create: (path: string) => Promise<LogFile>;
  readonly truncate: (path: string, length: number) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes creations, renames and removals in a directory durable. */
  readonly syncDirectory: (directory: string) => Promise<void>;
}

/** The real file system. Files are for their owner alone. */
export const nodeLogFs: LogFs = {
  list: (directory) => readdir(directory),
  create: async (path) => {
    const handle = await open(path, 'wx', 0o600);
    return {
      writev: (buffers, position) => writevSync(handle.fd, buffers, position),
      datasync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  },
  truncate: async (path, length) => {
    await truncate(path, length);
    await syncPath(path);
  },
  remove: (path) => unlink(path),
  rename: (from, to) => rename(from, to),
  syncDirectory: (directory) => syncPath(directory),
};

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
