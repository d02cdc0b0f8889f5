import { createRequire } from 'node:module';

import { CollectorError } from '../errors.js';

/** What we use of a session of the embedded engine; declared here so that only this file names the package. */
export interface EngineSession {
  queryAsync(sql: string, options: { readonly format: string }): Promise<EngineResult>;
  queryBindAsync(sql: string, params: object, options: { readonly format: string }): Promise<EngineResult>;
  insert(params: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly values: Buffer;
    readonly format: 'TSV';
    readonly settings: Readonly<Record<string, string | number>>;
  }): Promise<unknown>;
  close(): void;
}

/** What a session answers. */
export interface EngineResult {
  readonly elapsed: number;
  readonly rowsRead: number;
  bytes(): Uint8Array;
  text(): string;
}

/** The embedded engine; a process loads it once. */
export interface Engine {
  openSession(directory: string): EngineSession;
  /** Settles when nothing native is outstanding: only then can another directory be opened. */
  drain(): Promise<void>;
  readonly version: string;
}

/** Loads the engine. It is an optional dependency: where it is missing, the error says what to do. */
export function loadEngine(): Engine {
  const require = createRequire(import.meta.url);
  try {
    const chdb: typeof import('chdb') = require('chdb');
    return {
      openSession: (directory) => new chdb.Session(directory) as EngineSession,
      drain: () => chdb.drainPending(),
      version: chdb.version().libchdb.replaceAll('"', ''),
    };
  } catch (cause) {
    throw new CollectorError('engine_missing', { detail: `(${process.platform}, ${process.arch})`, cause });
  }
}
