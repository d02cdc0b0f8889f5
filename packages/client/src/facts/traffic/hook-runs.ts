import type { HookCompletedParams } from '../../protocol/messages/extensions.js';
import { onCompactionRefused } from './compactions.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** A hook ran. One that refuses the prompt of a turn leaves the turn without a configuration. */
export function onHookCompleted(
  ctx: TrafficContext,
  thread: TrafficThread | undefined,
  params: HookCompletedParams,
): void {
  const { run } = params;
  const turnId = params.turnId ?? thread?.runningTurnId ?? null;
  const turn = turnId === null ? undefined : thread?.turns.get(turnId);
  const refused = run.status === 'blocked' || run.status === 'stopped';
  if (run.eventName === 'userPromptSubmit' && refused && turn !== undefined && !turn.resolved) turn.stopped = true;
  if (run.status === 'stopped' && thread !== undefined && turn !== undefined) onStopped(ctx, thread, turn, run);
  ctx.emit({
    kind: 'hookRun',
    atMs: ctx.atMs,
    implied: true,
    threadId: params.threadId,
    turnId,
    model: turn?.settings.model ?? thread?.settings.model ?? null,
    hookName: `${run.eventName.charAt(0).toUpperCase()}${run.eventName.slice(1)}`,
    hookSource: snakeCase(run.source ?? 'unknown'),
    status: run.status,
    handlerType: run.handlerType ?? null,
    executionMode: run.executionMode ?? null,
    ...itemOf(run.id ?? ''),
  });
}

/** A hook around a compaction stopped the turn. A turn that had made no request yet is none for the events. */
function onStopped(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  { eventName, entries }: HookCompletedParams['run'],
): void {
  if (eventName !== 'preCompact' && eventName !== 'postCompact') return;
  turn.stoppedByHook = true;
  const reason = entries?.find(({ kind }) => kind === 'stop')?.text ?? null;
  if (eventName === 'preCompact') onCompactionRefused(ctx, thread, turn, reason);
  if (!turn.resolved) turn.stopped = true;
}

/** The id of a run ends with that of the call that it is about. */
function itemOf(runId: string): { readonly itemId?: string } {
  const itemId = /:((?:call|exec)[_-][^:/\\]+)$/.exec(runId)?.[1];
  return itemId === undefined ? {} : { itemId };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
