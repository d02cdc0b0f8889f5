import type { DeliverLimits } from '../limits.js';
import type { Clock } from './clock.js';
import type { Pause } from './pause.js';
import { appendRefused } from './refused-file.js';
import type { RetryingTransport } from './retrying.js';
import type { SenderLedger } from './sender-ledger.js';
import { idle, step, type Piece, type SenderInput, type SenderState } from './sender-state.js';
import type { SpoolFs } from './spool-fs.js';
import type { Batch } from './queued-segment.js';
import type { SpoolQueue } from './spool-queue.js';
import type { EventResult, FinalOutcome } from './transport.js';

/** What {@link sendBatch} works with; `signal` ends it between two requests and within one. */
export interface BatchSenderOptions {
  readonly directory: string;
  readonly transport: RetryingTransport;
  readonly queue: SpoolQueue;
  readonly ledger: SenderLedger;
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly limits: DeliverLimits;
  readonly pause: Pause;
  readonly signal: AbortSignal;
  /** Called again and again while a request is under way, which may be for days. */
  readonly meanwhile: () => Promise<void>;
  readonly onProgress: () => void;
}

/** Drives the machine of `sender-state.ts` through one batch. */
export async function sendBatch(batch: Batch, options: BatchSenderOptions): Promise<void> {
  const { ledger, queue, onProgress } = options;
  let state: SenderState = idle;
  let input: SenderInput | null = { kind: 'batch', count: batch.lines.length };
  while (input !== null) {
    const { state: after, effects } = step(state, input);
    state = after;
    input = null;
    for (const effect of effects) {
      if (effect.kind === 'send') input = { kind: 'outcome', outcome: await sendPiece(batch, effect.piece, options) };
      else if (effect.kind === 'settle') await settle(batch, effect.piece, effect.results, options);
      else {
        ledger.setHalted(effect.reason);
        await ledger.save(queue);
        onProgress();
        input = await untilCredentialsChange(options);
      }
    }
  }
}

async function sendPiece(
  batch: Batch,
  { from, to }: Piece,
  { transport, signal, pause, limits, meanwhile }: BatchSenderOptions,
): Promise<FinalOutcome> {
  const sending = transport.send(batch.lines.slice(from, to), signal);
  const request = { over: false };
  const done = sending.finally(() => {
    request.over = true;
    pause.end();
  });
  while (!request.over) {
    await Promise.race([done, pause.wait(limits.pollIntervalMs)]);
    if (!request.over) await meanwhile();
  }
  return done;
}

async function settle(
  batch: Batch,
  piece: Piece,
  results: readonly EventResult[],
  { directory, transport, queue, ledger, fs, clock, limits, onProgress }: BatchSenderOptions,
): Promise<void> {
  const refused = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ line: batch.lines[piece.from + i]!, reason: result.reason }] : [],
  );
  // Before the cursor moves: an event is always in one of the two places.
  if (refused.length > 0) await appendRefused(directory, refused, clock.now(), fs, limits.refusedBytesMax);
  const skipped = results.filter(({ status }) => status === 'skipped').length;
  const dropped = queue.settle(batch, piece);
  ledger.count({ sent: results.length - refused.length - skipped, refused: refused.length, skipped, dropped });
  ledger.setFailing(null);
  await ledger.save(queue, transport.resendHarmless ? limits.cursorIntervalMs : 0);
  onProgress();
}

async function untilCredentialsChange({
  transport,
  ledger,
  signal,
  pause,
  limits,
  meanwhile,
}: BatchSenderOptions): Promise<SenderInput> {
  while (!signal.aborted) {
    await pause.wait(limits.credentialsIntervalMs);
    await meanwhile();
    if (!(await transport.credentialsChanged())) continue;
    ledger.setHalted(null);
    return { kind: 'credentials-changed' };
  }
  return { kind: 'abandon' };
}
