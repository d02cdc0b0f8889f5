import type { HookCompletedParams } from '../../protocol/messages/extensions.js';
import type { TrafficThread } from './state.js';
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

/** The id of a run ends with that of the call that it is about. */
function itemOf(runId: string): { readonly itemId?: string } {
  const itemId = /:((?:call|exec)[_-][^:/\\]+)$/.exec(runId)?.[1];
  return itemId === undefined ? {} : { itemId };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
