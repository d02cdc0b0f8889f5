import type { Context } from './context.js';
import type { EmissionSubject } from './emit.js';
import { connectionOf } from './lookup.js';

/** Facts about skills and apps say themselves where they belong. */
interface TrackedFact {
  readonly threadId: string;
  readonly turnId: string;
  readonly model: string | null;
  readonly productClientId?: string;
}

/** Originator and envelope of an event about a skill, an app or a plugin in use. */
export function trackingOf(
  ctx: Context,
  fact: TrackedFact,
): { readonly productClientId: string | null; readonly subject: EmissionSubject } {
  const connection = connectionOf(ctx, fact.threadId);
  return {
    productClientId: fact.productClientId ?? connection?.client.product_client_id ?? null,
    subject: { connection, threadId: fact.threadId, turnId: fact.turnId, model: fact.model },
  };
}

/** The same for what belongs to a connection and to no thread. */
export function connectionTrackingOf(
  ctx: Context,
  fact: { readonly connectionId?: number; readonly productClientId?: string },
): { readonly productClientId: string | null; readonly subject: EmissionSubject } {
  const id = fact.connectionId ?? ctx.state.latestConnectionId;
  const connection = id === null ? null : (ctx.state.connections.get(id) ?? null);
  return {
    productClientId: fact.productClientId ?? connection?.client.product_client_id ?? null,
    subject: { connection, threadId: null, turnId: null, model: null },
  };
}
