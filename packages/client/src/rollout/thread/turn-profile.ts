import type { TurnProfile } from '../../facts/index.js';
import { errorKindOf } from '../../facts/traffic/error-kinds.js';
import { behaviourOf, existsIn } from '../../protocol/index.js';
import type { RolloutRecord } from '../records/record.js';
import type { ThreadContext } from './thread-context.js';
import type { TurnState } from './thread-state.js';
import { imagePreparations } from './images.js';

/**
 * Where the time of a turn went. A record of token use is written when the model's answer has ended: what lies before it,
 * back to the user's message or the last output of a tool, is sampling; what lies behind it, up to the last output that
 * follows, is waiting for tools.
 */
export function turnProfile(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'turnEnded' }>,
  atMs: number,
): TurnProfile | null {
  if (!existsIn(context.state.wire, '0.169.0')) return null;
  const answers = turn.responses.filter((response) => !response.isCompaction);
  const began = turn.firstMessageAtMs ?? turn.startedAtMs;
  const unanswered = unansweredRequests(turn, record.status);
  const retries = retriesOf(context, record);
  const sampling = answers.reduce((sum, answer) => sum + Math.max(0, answer.atMs - answer.fromMs), 0);
  const blocking = turn.responses.reduce(
    (sum, answer) => sum + Math.max(0, (answer.outputAtMs ?? answer.atMs) - answer.atMs),
    0,
  );
  const lastEnd = turn.lastOutputAtMs ?? answers[answers.length - 1]?.atMs ?? began;
  return {
    beforeFirstSamplingMs: answers.length + unanswered === 0 ? 0 : Math.max(0, began - turn.startedAtMs),
    samplingMs: sampling + (unanswered === 0 ? 0 : Math.max(0, atMs - lastEnd - retries * retryWaitMs)),
    compactionMs: turn.compactionMs,
    betweenSamplingOverheadMs: retries * retryWaitMs,
    toolBlockingMs: blocking,
    afterLastSamplingMs: 0,
    samplingRequestCount: answers.length + unanswered + retries,
    samplingRetryCount: retries,
    toolsChangeCount: 0,
    imagePreparations: imagePreparations(turn.images),
  };
}

/** What the server waits before a second try, give or take a tenth. */
const retryWaitMs = 200;

const triedAgain: ReadonlySet<string> = new Set(['internal_server_error', 'unexpected_status', 'stream', 'io']);

/** A request of the automatic reviewer is made once more, whatever the settings are; those of other threads are not in the log. */
function retriesOf({ state }: ThreadContext, { status, error }: Extract<RolloutRecord, { kind: 'turnEnded' }>): number {
  if (!state.meta.isGuardian || status !== 'failed' || error === null) return 0;
  const { errorKind } = errorKindOf(error.codexErrorInfo, error.message, behaviourOf(state.wire));
  return triedAgain.has(errorKind) ? 1 : 0;
}

/** A turn that failed made one request more than there are answers; so did one that was cut before the first answer. */
function unansweredRequests(turn: TurnState, status: 'completed' | 'interrupted' | 'failed'): number {
  if (turn.context === null) return 0;
  if (status === 'failed') return 1;
  return status === 'interrupted' && turn.responses.length === 0 ? 1 : 0;
}
