import { lineKind, lineKindOf } from '../line-kind.js';
import { readLines } from '../read-lines.js';
import { rolloutLimits } from '../../limits.js';
import { readSessionMeta } from '../session-meta.js';
import type { SessionMeta } from '../session-meta.js';
import type { SkipReason } from '../skipped.js';

/** A log and what its first line says. */
export interface ThreadFile {
  readonly path: string;
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
  return meta === null ? null : { path, meta };
}

const sessionLine = lineKind('session_meta');
