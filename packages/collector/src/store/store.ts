/** A value that can be bound to a placeholder such as `{name:String}`. */
export type BoundValue = string | number | boolean | null | readonly string[] | readonly number[];

/** Values by the names of their placeholders. */
export type BoundParams = Readonly<Record<string, BoundValue>>;

/** A row of a result. Integers are JSON numbers, times ISO-like texts, as the engine's JSON format writes them. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows for one table, already in the engine's tab-separated form: cheaper to make and to parse than JSON. */
export interface StoreBatch {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Buffer;
  /** Same token, same batch: the store drops the second one, per partition, even after a crash half way. */
  readonly token: string;
}

/** Bounds of one query, put on the engine and not on the text of the query. */
export interface QueryLimits {
  readonly timeMsMax: number;
  readonly memoryBytesMax: number;
  readonly rowsMax: number;
}

/** The answer to a query. */
export interface QueryResult {
  readonly rows: readonly Row[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly elapsedMs: number;
  readonly rowsRead: number;
}

/** What {@link Store.migrate} did. */
export interface MigrationResult {
  readonly from: number;
  readonly to: number;
  readonly ran: readonly string[];
}

/**
 * Where events are kept for asking. A projection of the log: it can be dropped and loaded again at any time. Implemented
 * by the embedded engine and, with the same SQL, by a server.
 */
export interface Store {
  /** Brings the tables to the newest shape, step by step; refuses a store of a newer version. */
  migrate(): Promise<MigrationResult>;
  insert(batch: StoreBatch): Promise<void>;
  /** Definition and change of data, by the loader alone. */
  command(sql: string, params?: BoundParams): Promise<void>;
  /** The loader's own look-ups. */
  read(sql: string, params?: BoundParams): Promise<readonly Row[]>;
  /** As {@link read}, as bytes in a format of the engine. */
  readBytes(sql: string, format: string): Promise<Buffer>;
  /** A query of a user: in a read-only session, within limits. */
  query(sql: string, params: BoundParams, limits: QueryLimits): Promise<QueryResult>;
  /** Settles when the engine has answered the simplest question, in a session that nothing else uses. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
