import type { Context } from './context.js';
import { emit } from './emit.js';
import { asSeenBy } from './lookup.js';
import { turnSteer } from './events/turn-steer.js';
import type { OpenRequest } from './state.js';

/** How a steer ended. */
export interface SteerEnd {
  readonly acceptedTurnId: string | null;
  readonly rejectionReason: string | null;
}

/** Reports a steer, attributed to the connection that asked for it. */
export function reportSteer(
  ctx: Context,
  connectionId: number,
  request: Extract<OpenRequest, { kind: 'steer' }>,
  end: SteerEnd,
): void {
  const known = ctx.state.connections.get(connectionId);
  if (known === undefined) return;
  const thread = ctx.state.threads.get(request.threadId);
  const connection = asSeenBy(thread, known);
  const metadata = thread?.metadata ?? null;
  if (metadata === null) {
    ctx.anomaly('turn steer dropped: missing thread metadata');
    return;
  }
  const params = turnSteer.build({
    threadId: request.threadId,
    sessionId: metadata.sessionId,
    expectedTurnId: request.expectedTurnId,
    acceptedTurnId: end.acceptedTurnId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
    numInputImages: request.numInputImages,
    rejectionReason: end.rejectionReason,
    createdAt: request.createdAt,
  });
  emit(ctx, turnSteer, params, {
    connection,
    threadId: request.threadId,
    turnId: end.acceptedTurnId ?? request.expectedTurnId,
    model: null,
  });
}
