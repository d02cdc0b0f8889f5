import { basename } from 'node:path';

import { lineKind, lineKindOf } from '../line-kind.js';
import { readLines } from '../read-lines.js';
import { rolloutLimits } from '../../limits.js';
import { readSessionMeta } from '../session-meta.js';
import type { SessionMeta } from '../session-meta.js';
import type { SkipReason } from '../skipped.js';

/** A log and what its first line says. */
export interface ThreadFile {
  readonly path: string;
  /**
   * Which log it is, whatever the file is called: the thread's id. A thread that was taken back to an earlier turn (since
   * 0.169) goes on in another file, which has an id of its own in its name.
   */
  readonly logId: string;
  readonly meta: SessionMeta;
}

/** Reads the first line of a log; null (and a word why) when it is none, or of a generation that is not known. */
export function openThreadFile(path: string, onSkip: (reason: SkipReason, path: string) => void): ThreadFile | null {
  let meta: SessionMeta | null = null;
  let reason: SkipReason = 'not-a-session-log';
  readLines(
    path,
    {
      line(bytes, start, end) {
        const text = bytes.toString('utf8', start, end);
        meta = readSessionMeta(text);
        // a session record that lacks what every known generation has, or the bare record of 2025
        if (lineKindOf(bytes, start, end) === sessionLine || /^\{"id":"[^"]+","timestamp":/.test(text))
          reason = 'unknown-generation';
        return false;
      },
      skipped(why) {
        reason = why;
      },
    },
    { chunkBytes: 64 * 1024, lineBytesMax: rolloutLimits.firstLineBytesMax },
  );
  if (meta === null) onSkip(reason, path);
  return meta === null ? null : { path, logId: logIdOf(path, meta), meta };
}

/** `rollout-<time>-<thread>.jsonl`, behind a revert `rollout-<time>-<thread>_<segment>.jsonl`. */
function logIdOf(path: string, meta: SessionMeta): string {
  const { threadId, historyBaseThreadId, forkedFromId, createdAtMs } = meta;
  const name = basename(path);
  const at = name.indexOf(`${threadId}_`);
  if (at !== -1) return name.slice(at + threadId.length + 1).replace(/\.jsonl(\.zst)?$/, '');
  // under another name: what goes on from another log without being a fork is a segment
  const isSegment = historyBaseThreadId !== null && forkedFromId === null;
  return isSegment && !name.includes(threadId) ? `${threadId}@${createdAtMs}` : threadId;
}

const sessionLine = lineKind('session_meta');
