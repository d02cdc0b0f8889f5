import { readEvents } from '../load/read-events.js';
import type { LogFrame } from '../log/format.js';
import { listSegments } from '../log/read-segment.js';
import { rewriteSegment } from '../log/rewrite-segment.js';
import type { Store } from '../store/store.js';
import { forgetCondition, isMeant, mayBeMeant, type ForgetRequest } from './forget-request.js';
import { removeLeftovers } from './remove-leftovers.js';

/** What was forgotten. */
export interface ForgetResult {
  /** Rows of the store. */
  readonly rows: number;
  /** Lines of the log. */
  readonly lines: number;
  readonly segments: number;
}

/** Where to forget, and up to which segment. */
export interface ForgetOptions {
  readonly store: Pick<Store, 'command' | 'read'>;
  readonly logDirectory: string;
  /** Segments before this one are closed and loaded: only those may be rewritten. */
  readonly beforeSegment: number;
  /** Told after rows were removed from the store; settles when its sums are right again. */
  readonly onRemoved: () => Promise<void>;
}

/**
 * Forgets: from the answers at once, then from the log, then from the disk of the store. Each step can be done again, so
 * what a crash cut off is finished by asking once more; a rebuild in between finds the log without it or with it whole.
 */
export async function forget(request: ForgetRequest, options: ForgetOptions): Promise<ForgetResult> {
  const { store } = options;
  const { sql, params } = forgetCondition(request);
  const [found] = await store.read(`SELECT count() AS rows FROM events WHERE ${sql}`, params);
  const rows = Number(found?.['rows'] ?? 0);
  await store.command(`DELETE FROM events WHERE ${sql}`, params);
  // Before leftovers are removed: sums that were being made when the rows went would come after that.
  await options.onRemoved();
  const { lines, segments } = await forgetInLog(request, options);
  await removeLeftovers(store);
  return { rows, lines, segments };
}

async function forgetInLog(
  request: ForgetRequest,
  { logDirectory, beforeSegment }: ForgetOptions,
): Promise<Pick<ForgetResult, 'lines' | 'segments'>> {
  let lines = 0;
  let segments = 0;
  for (const { segment } of await listSegments(logDirectory)) {
    if (segment >= beforeSegment) continue;
    const removed = await rewriteSegment(logDirectory, segment, (frame) => keptLines(request, frame));
    lines += removed;
    if (removed > 0) segments++;
  }
  return { lines, segments };
}

/** The lines of a frame that are not meant; null when all stay. */
function keptLines(request: ForgetRequest, frame: LogFrame): readonly string[] | null {
  if (request.account !== undefined && frame.meta.account !== request.account) return null;
  const all = frame.lines
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const kept = all.filter((line) => !mayBeMeant(request, line) || !isLineMeant(request, frame, line));
  return kept.length === all.length ? null : kept;
}

function isLineMeant(request: ForgetRequest, frame: LogFrame, line: string): boolean {
  const [loaded] = readEvents({ ...frame, lines: Buffer.from(line, 'utf8') }).events;
  if (loaded === undefined) return false;
  const threadId = loaded.event.event_params['thread_id'];
  return isMeant(request, frame.meta, {
    threadId: typeof threadId === 'string' ? threadId : '',
    occurredAtMs: loaded.envelope.occurred_at_ms,
  });
}
