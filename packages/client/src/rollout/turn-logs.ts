import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Fact } from '../facts/index.js';
import type { ServerNotification } from '../protocol/index.js';
import { rolloutLimits } from '../limits.js';
import { rolloutFileAt } from './discover.js';
import { familiesOf } from './family/families.js';
import type { Family } from './family/families.js';
import { onePerLog } from './family/one-per-log.js';
import { readFamily } from './family/read-family.js';
import { openThreadFile } from './family/thread-file.js';
import type { ThreadFile } from './family/thread-file.js';

/** A turn that traffic has told the end of. */
export interface TurnLogsRequest {
  readonly threadId: string;
  readonly turnId: string;
  /** The log of the thread; where nobody told it, those that are known: a sub-agent's lies beside that of its root. */
  readonly paths: readonly string[];
  /** Up to where each log was read by the last request that was answered `ended`, by thread. */
  readonly since: Readonly<Record<string, number>>;
}

/** What the logs hold of it now. */
export type TurnLogsAnswer =
  | {
      readonly status: 'ended';
      /** What traffic cannot tell, of all threads of the family and behind `since`. */
      readonly facts: readonly Fact[];
      readonly since: Readonly<Record<string, number>>;
    }
  /** The end is not written yet. */
  | { readonly status: 'open' }
  /** There is no log of this thread. */
  | { readonly status: 'missing' }
  | { readonly status: 'too_large' };

/** Bounds of {@link createTurnLogs}. */
export interface TurnLogsOptions {
  readonly bytesMax?: number;
}

/** Reads the logs of threads that run. */
export interface TurnLogs {
  read(request: TurnLogsRequest): TurnLogsAnswer;
}

/**
 * Reads for one turn what `createEnrichment` reads for a whole recording: the log of its thread, and those of its parents,
 * sub-agents and reviewers in the same folder (or that were asked for before). What a family did is told by all of its logs,
 * so they are read from their beginning; only facts of new lines are given.
 */
export function createTurnLogs({ bytesMax = rolloutLimits.turnLogsBytesMax }: TurnLogsOptions = {}): TurnLogs {
  /** First lines of logs: they never change. Those that were asked for are found in other folders too. */
  const opened = new Map<string, ThreadFile>();
  const asked = new Set<string>();
  /** What was read without finding the end: it is not read again before it grows. */
  let unfinished = '';

  function open(path: string): readonly ThreadFile[] {
    const known = opened.get(path);
    if (known !== undefined) return [known];
    // Opening a pipe would wait for its writer for ever.
    const file = rolloutFileAt(path) === null ? null : openThreadFile(path, () => {});
    if (file === null) return [];
    opened.set(path, file);
    forgetOldest(opened);
    return [file];
  }

  function familyOf({ paths, threadId }: TurnLogsRequest): Family | undefined {
    for (const path of paths) {
      asked.add(path);
      forgetOldest(asked);
    }
    const folders = new Set(paths.map(dirname));
    const candidates = new Set([...[...folders].flatMap(logsIn), ...asked]);
    const threads = onePerLog([...candidates].flatMap(open), () => {});
    return familiesOf(threads).find(({ files }) => files.some(({ meta }) => meta.threadId === threadId));
  }

  return {
    read(request) {
      const family = familyOf(request);
      if (family === undefined) return { status: 'missing' };
      const sizes = family.files.map(({ path }) => rolloutFileAt(path)?.sizeBytes ?? 0);
      if (sizes.reduce((sum, size) => sum + size, 0) > bytesMax) return { status: 'too_large' };
      const state = [request.turnId, ...sizes].join(' ');
      if (state === unfinished) return { status: 'open' };
      const answer = readTurn(family, request);
      unfinished = answer.status === 'open' ? state : '';
      return answer;
    },
  };
}

function readTurn(family: Family, { threadId, turnId, since }: TurnLogsRequest): TurnLogsAnswer {
  const facts: Fact[] = [];
  let ended = false;
  const end = readFamily(
    family,
    {
      fact({ origin, ...fact }, isHidden) {
        if (fact.kind === 'notification' && isEndOf(fact.notification, threadId, turnId)) ended = true;
        if (!isHidden) return;
        const isNew = origin !== undefined && origin.byteOffset >= (since[origin.sessionId] ?? 0);
        if (isNew || fact.kind === 'projectResolved') facts.push(fact);
      },
      skipped() {},
    },
    { isAlone: false, isOver: false },
  );
  return ended ? { status: 'ended', facts, since: Object.fromEntries(end.offsets) } : { status: 'open' };
}

/** By the id that the end is told with: that of `/review` in 0.137 is another one than that of its beginning. */
function isEndOf(notification: ServerNotification, threadId: string, turnId: string): boolean {
  if (notification.method !== 'turn/completed') return false;
  return notification.params.threadId === threadId && notification.params.turn.id === turnId;
}

/** The newest logs of a folder: their names begin with their time. */
function logsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names
      .sort()
      .slice(-rolloutLimits.turnLogsFilesMax)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function forgetOldest(known: Map<string, unknown> | Set<string>): void {
  // twice as many as a folder gives: what it gives stays known
  if (known.size <= 2 * rolloutLimits.turnLogsFilesMax) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
