/**
 * Every bound of the collector, with its reason. Each has a policy when it is reached, named beside it.
 */
export const limits = {
  /** A body as it comes over the wire. Larger: 413. A source sends at most 1 MiB; the rest is for foreign clients. */
  bodyBytesMax: 8 * 1024 * 1024,
  /** A gzip body once expanded. Larger: 413. Keeps a small bomb from becoming a large one. */
  expandedBodyBytesMax: 32 * 1024 * 1024,
  /** One event. Larger: that event is rejected. The largest real one is a few KiB. */
  eventBytesMax: 1024 * 1024,
  /** Events of one body. More: 413. Bounds the length of the answer. */
  eventsPerBodyMax: 20_000,
  /** Nesting of one event. Deeper: that event is rejected. The deepest real one has 5. */
  jsonDepthMax: 32,
  /** All headers of a request. Larger: 431 from the HTTP parser. */
  headerBytesMax: 16 * 1024,
  /** Time for a request to arrive whole. Longer: the connection is closed. */
  requestTimeoutMs: 60_000,
  /** Bodies that are being read or wait for the log. More: 429 with Retry-After, before memory grows. */
  inFlightBytesMax: 96 * 1024 * 1024,
  /** Memory of bodies that is kept for the next ones. More is let go of. */
  bodyMemoryBytesMax: 32 * 1024 * 1024,
  /** What 429 and 503 ask a source to wait. */
  retryAfterSeconds: 1,
  /** A log segment. Fuller: the next one begins. Small enough to gzip and to rewrite in a second or two. */
  segmentBytesMax: 64 * 1024 * 1024,
  /** Frame of the log. One frame is one body, so it follows the bodies. */
  frameBytesMax: 40 * 1024 * 1024,
  /** What the door remembers of deliveries so as to say `duplicate`: runs of numbers of one source, and other ids. Older ones are recognised by the store. */
  recentDeliveriesMax: 200_000,
  /** Machines of which it is remembered when they delivered last. More: whoever was silent for the longest is forgotten. */
  machinesMax: 1_000,
  /** Log bytes read for one insert, about 10,000 rows: bounds the loader's memory. With twice as many nothing is won. */
  batchBytesMax: 16 * 1024 * 1024,
  /** A statement of the loader. It names ids of a batch, each shorter than its event; the engine itself stops at 256 KiB. */
  loaderStatementBytesMax: 64 * 1024 * 1024,
  /** Pause between two inserts of fewer than `batchRowsBusy` rows, so that idle times do not make many tiny parts. */
  idleBatchIntervalMs: 300,
  batchRowsBusy: 1_000,
  /** Time for one query. Longer: the engine stops it. */
  queryTimeMsMax: 20_000,
  /** Memory of one query in the engine. More: the engine stops it. */
  queryMemoryBytesMax: 1536 * 1024 * 1024,
  /** Part of the machine's memory that all queries together may take, where the bound above is more: the loader needs some. */
  queryMemoryShare: 0.5,
  /** What one query may put aside on the disk. More: the engine stops it; the log needs that room. */
  queryDiskBytesMax: 1024 * 1024 * 1024,
  /** Rows of a result. More: an error that asks for a LIMIT. */
  queryRowsMax: 100_000,
  /** Text of a result. More: as above. */
  queryResultBytesMax: 32 * 1024 * 1024,
  /** Length of a statement given to `/api/sql`. Longer: 400. */
  sqlBytesMax: 64 * 1024,
  /** Queries that run at once, each in a session of its own. Two cores feed no more. */
  querySessions: 3,
  /** Queries that may wait for a session. More: 429. */
  queryQueueMax: 64,
  /** Pages that watch `/api/live`. More: 429. */
  liveListenersMax: 100,
  /** Time for the store to say how it is. Longer: `/api/status` says what the collector knows itself. */
  storeStatusMsMax: 2_000,
  /** Pause between two questions whether the store's process is alive. */
  storeAliveIntervalMs: 5_000,
  /** Silence of the store's process, or of its engine, to the simplest question. Longer: it is killed and started anew. */
  storeSilenceMsMax: 60_000,
  /** One insert of the loader, which takes a second. Longer: the engine hangs, as above. */
  storeInsertMsMax: 300_000,
  /** A query that the engine should have stopped after `queryTimeMsMax`. Longer: the engine hangs, as above. */
  storeQueryMsMax: 120_000,
  /** Time that an event may be in the log before it can be asked for. Longer: a line in the log. */
  storeBehindMsMax: 60_000,
  /** Nearer than this the store has caught up: another line. */
  storeCaughtUpMs: 10_000,
  /** Places in the log that are remembered so as to tell how late the store is. More: every second one is forgotten. */
  storeLagMarksMax: 4_096,
  /** Pause between two looks at closed segments: compressing and retention. */
  tidyIntervalMs: 30_000,
  /** A graceful stop waits this long for requests: enough to log a batch. A query that runs longer is cut off, so that a restart need not wait for it. */
  closeRequestsMsMax: 500,
  /** A graceful stop waits this long for the store, then it stops anyway. */
  closeMsMax: 8_000,
} as const;

/** The limits, as a type for those who shorten some of them in a test. */
export type Limits = { readonly [K in keyof typeof limits]: number };
