import { repositoryHash, type Fact, type FactOrigin } from '../../facts/index.js';
import { wireVersionOf } from '../../protocol/index.js';
import { projectNameOf } from '../project-name.js';
import type { SkipReason } from '../skipped.js';
import { settleCompaction } from '../thread/compactions.js';
import { settleReview } from '../thread/guardian.js';
import { openThread } from '../thread/open-thread.js';
import { inProcessConnectionId } from '../thread/thread-context.js';
import type { ThreadContext } from '../thread/thread-context.js';
import { readRecord } from '../thread/thread-log.js';
import { createThreadState } from '../thread/thread-state.js';
import type { ThreadState } from '../thread/thread-state.js';
import { settleUse } from '../thread/usage.js';
import type { Family } from './families.js';
import { openRecordCursor } from './record-cursor.js';
import type { RecordCursor } from './record-cursor.js';
import type { ThreadFile } from './thread-file.js';

/** Hears the facts of a family. */
export interface FamilyListener {
  /** `isHidden`: no client of the server is told this. */
  fact(fact: Fact, isHidden: boolean): void;
  skipped(reason: SkipReason, path: string, byteOffset: number): void;
}

/** How a family is told; the defaults are those of an import of finished logs. */
export interface ReadFamilyOptions {
  /** Name of a project; default: `owner/name` of the repository, else the folder's name. */
  readonly projectOf?: (meta: ThreadFile['meta']) => string | null;
  /** No traffic tells of the same threads. Default: true. */
  readonly isAlone?: boolean;
  /** Nothing more will be written: what waits for more is told as it is, threads without a turn too. Default: true. */
  readonly isOver?: boolean;
}

/**
 * Reads the logs of a family as one stream, in the order of the times of their lines: what a reviewer decides must be
 * known before the call goes on that it was about.
 */
export function readFamily(family: Family, listener: FamilyListener, options: ReadFamilyOptions = {}): FamilyEnd {
  const reading = readFamilyInSteps(family, listener, options);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

/** The same in short steps: between two of them the caller hands on what came, and may end the reading. */
export function* readFamilyInSteps(
  family: Family,
  listener: FamilyListener,
  options: ReadFamilyOptions = {},
): Generator<FamilyStep, FamilyEnd> {
  const threads = new Map<string, ThreadState>();
  const contexts = new Map<string, ThreadContext>();
  let origin: FactOrigin | undefined;
  let hasInProcess = false;
  const members: Member[] = [];
  const turnOrigins = new Map<string, FactOrigin>();
  const give = (fact: Fact, isHidden: boolean) => {
    listener.fact(origin === undefined ? fact : { ...fact, origin }, isHidden);
  };

  const open = (file: ThreadFile, openFiles: number): Member => {
    const known = contexts.get(file.meta.threadId);
    if (known !== undefined) continueThread(known);
    const context = known ?? begin(file);
    const skip = (reason: SkipReason, offset: number) => listener.skipped(reason, file.path, offset);
    const cursor = openRecordCursor(file.path, 0, skip, openFiles);
    const member = { file, context, cursor };
    members.push(member);
    return member;
  };

  const begin = (file: ThreadFile): ThreadContext => {
    const { meta } = file;
    const state = createThreadState(
      meta,
      wireVersionOf(meta.cliVersion),
      meta.sessionId ?? rootIdOf(meta, threads, family),
    );
    threads.set(meta.threadId, state);
    // what a hidden thread tells, nobody else tells; a thread that a client sees tells here what the client is not told
    const context: ThreadContext = {
      state,
      threads,
      connectionId: 1,
      isAlone: options.isAlone !== false,
      tell: (fact) => give(fact, state.isHidden),
      tellHidden: (fact) => give(fact, true),
      introduceInProcess() {
        if (!hasInProcess) introduce(file, inProcessConnectionId, give);
        hasInProcess = true;
      },
      contextOf: (threadId) => contexts.get(threadId) ?? null,
    };
    contexts.set(meta.threadId, context);
    give(
      {
        kind: 'projectResolved',
        atMs: meta.createdAtMs,
        threadId: meta.threadId,
        project: (options.projectOf ?? projectNameOf)(meta),
        repoHash: repositoryHash(meta.repositoryUrl),
      },
      true,
    );
    return context;
  };

  const first = family.files[0];
  if (first === undefined) return { offsets: new Map(), openTurns: new Map(), isWaiting: false };
  introduce(first, 1, give);
  try {
    yield* merge(family.files, open, (member, placed) => {
      origin = { sessionId: member.file.logId, byteOffset: placed.byteOffset };
      if (placed.record.kind === 'turnStarted') turnOrigins.set(member.file.meta.threadId, origin);
      readRecord(member.context, placed.record, placed.atMs);
    });
  } finally {
    // the caller may stop in the middle
    for (const { cursor } of members) cursor.close();
  }
  const openTurns = new Map<string, number>();
  let isWaiting = false;
  for (const context of contexts.values()) {
    const { state } = context;
    const { threadId } = state.meta;
    const begun = turnOrigins.get(threadId) ?? { sessionId: threadId, byteOffset: 0 };
    if (hasOpenTurn(state)) openTurns.set(begun.sessionId, begun.byteOffset);
    isWaiting ||= waitsForMore(state);
    if (options.isOver === false) continue;
    origin = endOf(members.findLast((member) => member.context === context)) ?? begun;
    settleUse(context);
    settleReview(context);
    openThread(context);
  }
  const offsets = new Map(members.map(({ file, cursor }) => [file.logId, cursor.nextOffset]));
  return { offsets, openTurns, isWaiting };
}

/** The next line of a log, should there be one some day: what is told without it then is told under the same id with it. */
function endOf(member: Member | undefined): FactOrigin | null {
  return member === undefined ? null : { sessionId: member.file.logId, byteOffset: member.cursor.nextOffset };
}

function hasOpenTurn({ turn, inHistory }: ThreadState): boolean {
  return turn !== null && !inHistory;
}

/** Told by the next lines, or when it is known that none will come. */
function waitsForMore(state: ThreadState): boolean {
  return hasOpenTurn(state) || !state.isOpened || state.pendingUse !== null || state.waitingReview !== null;
}

/** Where a reading is between two steps. */
export interface FamilyStep {
  /** Bytes of the files that were read so far. */
  readonly bytesRead: number;
}

/** How far a family was read. */
export interface FamilyEnd {
  /** Behind the last whole line, by log. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Where the turn begins that has no end yet, by log. */
  readonly openTurns: ReadonlyMap<string, number>;
  /** Something is told only when more is written or the family is over: an open turn, a thread without a turn, a use. */
  readonly isWaiting: boolean;
}

interface Member {
  readonly file: ThreadFile;
  readonly context: ThreadContext;
  readonly cursor: RecordCursor;
}

/**
 * The thread was taken back to an earlier turn and goes on in another log. What that log holds begins with a turn, and its
 * totals with those of the turn that it went back to, which are told by nothing but its own records of use.
 */
function continueThread(context: ThreadContext): void {
  const { state } = context;
  settleUse(context);
  settleCompaction(context, 'anotherOne');
  state.totals = null;
  state.unannounced = null;
  state.isFromZero = false;
}

/** The program that wrote the log stands for its client: a log knows nothing else of it. */
function introduce(file: ThreadFile, connectionId: number, give: (fact: Fact, isHidden: boolean) => void): void {
  const { meta } = file;
  const fact: Fact = {
    kind: 'initialize',
    atMs: meta.createdAtMs,
    connectionId,
    productClientId: meta.originator,
    clientName: meta.originator,
    clientVersion: null,
    rpcTransport: connectionId === inProcessConnectionId ? 'in_process' : 'stdio',
    experimentalApiEnabled: null,
    runtime: { codexVersion: meta.cliVersion, os: null, osVersion: null, arch: null },
  };
  give(fact, false);
}

/** Before 0.169 the root of a thread's tree is not written: it is that of its parent. */
function rootIdOf(meta: ThreadFile['meta'], threads: ReadonlyMap<string, ThreadState>, family: Family): string {
  if (meta.parentThreadId === null) return meta.threadId;
  return threads.get(meta.parentThreadId)?.sessionId ?? family.rootId;
}

/** Records of one step: a few milliseconds of work. */
const recordsPerStep = 200;

/** Gives the records of all files by time. A file is opened when its thread begins and closed at its end. */
function* merge(
  files: readonly ThreadFile[],
  open: (file: ThreadFile, openFiles: number) => Member,
  onRecord: (member: Member, placed: NonNullable<RecordCursor['head']>) => void,
): Generator<FamilyStep, void> {
  const active: Member[] = [];
  let waiting = 0;
  let bytesRead = 0;
  for (let records = 1; ; records++) {
    if (records % recordsPerStep === 0) {
      yield { bytesRead: active.reduce((sum, { cursor }) => sum + cursor.bytesRead, bytesRead) };
    }
    let first: Member | null = null;
    for (const member of active) {
      if (first === null || (member.cursor.head?.atMs ?? 0) < (first.cursor.head?.atMs ?? 0)) first = member;
    }
    const file = files[waiting];
    if (file !== undefined && (first === null || file.meta.createdAtMs <= (first.cursor.head?.atMs ?? 0))) {
      waiting++;
      const member = open(file, active.length);
      if (member.cursor.head !== null) active.push(member);
      else bytesRead += member.cursor.bytesRead;
      continue;
    }
    if (first === null) return;
    const placed = first.cursor.head;
    if (placed !== null) onRecord(first, placed);
    first.cursor.advance();
    if (first.cursor.head === null) {
      first.cursor.close();
      bytesRead += first.cursor.bytesRead;
      active.splice(active.indexOf(first), 1);
    }
  }
}
