/** Bounds of delivery. Each queue and file has one, and what happens when it is full is said where it is used. */
export const deliverLimits = {
  /** One event, as a line. Larger ones are dropped and counted: no real one comes near, and a collector would refuse it. */
  eventBytesMax: 4 * 1024 * 1024,
  /** A segment is sealed when it reaches this, so that what was sent is freed in steps and a drop costs little. */
  segmentBytesMax: 8 * 1024 * 1024,
  /** A segment is sealed at this age, so that the cap by age finds old events in a segment of their own. */
  segmentAgeMaxMs: 24 * 60 * 60 * 1000,
  /** All segments of a spool. Beyond it the oldest is dropped: about half a million events, days of an offline team's work. */
  spoolBytesMax: 512 * 1024 * 1024,
  /** Events older than this are dropped: a collector that keeps 30 days would not show them any more. */
  spoolAgeMaxMs: 30 * 24 * 60 * 60 * 1000,
  /** A writer whose own segments reach this multiple of `spoolBytesMax` refuses new events: its sender is stuck. */
  spoolHardFactor: 1.25,
  /** The window of the group sync: what was written is synced at the latest after this, without `durable()` too. */
  syncIntervalMs: 1000,
  /** Events in one request. Enough to make the request's own cost small, few enough to be split cheaply. */
  batchEventsMax: 500,
  /** Bytes of one request before compression; collectors take several times this. */
  batchBytesMax: 1024 * 1024,
  /** How long the first event of a batch waits for company. */
  flushIntervalMs: 200,
  /** How often the folder is looked at for events of other processes, and for a sender that died. */
  pollIntervalMs: 500,
  /** How often segments of owners that may have died are looked at. */
  adoptIntervalMs: 5000,
  /** The cursor is saved at most this often where sending twice is harmless. */
  cursorIntervalMs: 250,
  /** One request to a collector, from connection to the last byte of the answer. */
  requestTimeoutMs: 30_000,
  /** One request in the native form, as the real client has it. */
  nativeTimeoutMs: 10_000,
  /** First wait after a failed request; doubles up to `retryMaxMs`, each drawn at random from 0 to that (full jitter). */
  retryBaseMs: 250,
  retryMaxMs: 60_000,
  /** A server may ask for a longer wait than ours, but not for more than this. */
  retryAfterMaxMs: 60 * 60 * 1000,
  /** Answer of a collector; a batch of results is far below. A longer one is taken for garbage. */
  answerBytesMax: 4 * 1024 * 1024,
  /** The file of refused events; when full it becomes `refused.old.jsonl`, of which there is one. */
  refusedBytesMax: 16 * 1024 * 1024,
  /** After a refusal for want of permission, how often the credentials are read again. Nothing is sent unless they changed. */
  credentialsIntervalMs: 5000,
  /** What waits for the reader of the standard output. Beyond it events are dropped and counted: who reads has stopped. */
  streamBytesMax: 64 * 1024 * 1024,
  /** `close()` without a deadline. */
  closeDeadlineMs: 5000,
} as const;

/** The bounds of delivery as an option: tests and unusual hosts set some. */
export type DeliverLimits = { readonly [K in keyof typeof deliverLimits]: number };

/** Bounds of observing a live session. None of them bounds what is forwarded. */
export const tapLimits = {
  /** Lines that wait to be looked at. Beyond, they are worked off at once, or dropped while nobody is there to take them. */
  waitingBytesMax: 64 * 1024 * 1024,
  /** Work on lines gives way to forwarding after this long. */
  sliceMs: 4,
  /** Faults of ours after which nothing more is tried: something is broken for good. */
  faultsMax: 1000,
  /** Recorded lines that wait for a slow disk; beyond, they are left out and counted. */
  recorderBytesMax: 64 * 1024 * 1024,
  /** Requests that a redacted recording remembers until they are answered. */
  redactorRequestsMax: 4096,
  /** Messages to a slow websocket client that wait before its agent is no longer read. */
  clientBytesMax: 1024 * 1024,
  /** Longest handshake of a websocket that is followed. */
  handshakeBytesMax: 64 * 1024,
  /** After the agent's end, so long without a byte and its output counts as over: a grandchild may hold it open. */
  tailQuietMs: 500,
  /** The same where that grandchild goes on talking: after this long, its first pause is the end. */
  tailMaxMs: 2000,
  /** An agent whose client is gone is asked to end after this long, and made to after twice as long. */
  agentEndGraceMs: 5000,
  /** Longest wait for the name of a project: its folder may be on a slow or dead network. */
  projectDeadlineMs: 200,
  /** Working folders whose project is remembered. */
  projectFoldersMax: 256,
  /** Longest wait for a session log to hold the end of a turn, its reading included; a log is usually there within 50 ms. */
  enrichmentDeadlineMs: 1000,
  /** The same for all turns together that wait when the server has ended: its logs are as complete as they get. */
  enrichmentLastDeadlineMs: 400,
  /** Threads whose log and project are remembered, and turns whose enrichment waits for their end; the oldest is forgotten. */
  enrichmentThreadsMax: 1024,
} as const;

/** Bounds of what is read of the protocol. */
export const protocolLimits = {
  /** A longer line is forwarded and counted, not kept: images and diffs of real sessions are far below. */
  lineBytesMax: 64 * 1024 * 1024,
} as const;

/** Bounds of what traffic implies; beyond each the oldest is forgotten and counted. */
export const trafficLimits = {
  /** Requests of one side of a connection that wait for an answer: a peer that never answers. */
  openRequestsMax: 4096,
  /** Turns of one thread that began and never ended. */
  turnsPerThreadMax: 256,
  /** Threads whose settings and usage are known; the one that has been idle longest goes first. */
  threadsMax: 2048,
  /** Messages for threads that no answer and no spawn has named yet; they wait for one that does. */
  waitingMessagesMax: 2000,
  /** Notifications, and settled requests, that are remembered to tell the same one on another connection. */
  rememberedNotificationsMax: 8192,
  /** Messages that wait in the queue of a thread, of which nobody says when they are taken out. */
  queuedPerThreadMax: 256,
  /** Skills, apps and plugins that lists have named. */
  namedExtensionsMax: 4096,
} as const;

/** Bounds of the reducer's state; beyond each the oldest is forgotten and counted. A real server stays far below. */
export const reducerLimits = {
  connectionsMax: 4096,
  /** Threads that were never closed; the one that has been idle longest goes first. */
  threadsMax: 2048,
  /** Turns that began and never ended. */
  turnsMax: 4096,
  /** Turns that ended and that nobody started: kept a while for items and answers that come late. Not counted. */
  endedTurnsMax: 1000,
  /** Requests and approvals that were never answered. */
  requestsMax: 8192,
  reviewsMax: 8192,
  /** Commands that the user trusts. */
  trustedCommandsMax: 1_000,
  /** Items of a thread that began and never ended. */
  itemsPerThreadMax: 4096,
  /** Turns whose events wait for a session log, and events of one of them; beyond it they go out as they are. */
  heldTurnsMax: 256,
  heldEventsPerTurnMax: 5000,
  /** A chain of parents longer than this is a loop. */
  threadDepthMax: 64,
} as const;

/** Bounds of reading session logs, each with its reason. */
export const rolloutLimits = {
  /**
   * Longest line that is read. The longest genuine ones hold an image as text (a few MB); beyond this a line is skipped,
   * so that memory is bounded by lines and never by files.
   */
  lineBytesMax: 16 * 1024 * 1024,
  /** What is asked of the disk at once; larger gains nothing measurable, smaller costs calls. */
  chunkBytes: 1024 * 1024,
  /**
   * Lines of a family whose events are counted, since the number of an event is a part of its delivery id. Events that wait
   * for the end of their turn come within far fewer.
   */
  numberedLinesMax: 100_000,
  /** A log that was not written to for this long will get no more lines of what it left open. */
  overAfterMs: 24 * 60 * 60 * 1000,
  /** Depth of folders below a root; real trees have three (year, month, day). */
  directoryDepthMax: 16,
  /** Reasons kept word by word in a summary; what is beyond is counted. */
  skippedListMax: 200,
  /** The first line of a file is looked for in this many bytes: it holds the whole base instructions. */
  firstLineBytesMax: 4 * 1024 * 1024,
  /** Logs of one family that are read again at the end of each turn: so many take a sixth of a second of a core. */
  turnLogsBytesMax: 32 * 1024 * 1024,
  /** Newest logs of a folder among which relatives of a live thread are looked for, and first lines that are remembered. */
  turnLogsFilesMax: 1000,
  /** Bytes before a checkpoint that are compared, to see that a grown file is still the same one. */
  checkpointTailBytes: 64,
} as const;
