import type { WireEvent } from '../envelope/index.js';
import { newestWireVersion } from '../protocol/index.js';
import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';
import type { Emission, EmissionContext } from './emission.js';
import { eventDefinitions, type EventType } from './events/index.js';
import { extended } from './extended.js';
import { heldKey, type HeldEvent } from './holding.js';
import { applyPrivacy } from './privacy.js';
import { isSentBy, shapeParams } from './shape-params.js';
import type { Connection, Thread } from './state.js';

/** A definition as the emission path sees it: the parameters are of the newest shape. */
interface AnyDefinition {
  readonly type: EventType;
  readonly occurredAtMs: (params: never) => number | null;
}

/** What an event is about, for its version, its envelope, and whether it waits. */
export interface EmissionSubject {
  readonly connection: Connection | null;
  readonly threadId: string | null;
  readonly turnId: string | null;
  /** Null: the model of the thread. */
  readonly model: string | null;
  /** Waits for the enrichment of its turn, where the reducer was made so. */
  readonly enrichable?: true;
}

const definitions = new Map(eventDefinitions.map((definition) => [definition.type as EventType, definition]));

/** Sends an event on its way: kept for its enrichment, or shaped, made private and put out. */
export function emit(
  ctx: Context,
  definition: AnyDefinition,
  params: object,
  subject: EmissionSubject,
  topLevel: Record<string, unknown> | null = null,
): void {
  const connection = subject.connection ?? latestConnection(ctx);
  const held: HeldEvent = {
    type: definition.type,
    params: params as Record<string, unknown>,
    topLevel,
    occurredAtMs: definition.occurredAtMs(params as never) ?? ctx.atMs,
    codexVersion: connection?.codexVersion ?? newestWireVersion,
    wireVersion: connection?.wireVersion ?? newestWireVersion,
    context: emissionContext(ctx, subject, connection),
    origin: ctx.origin,
  };
  if (ctx.enrich && subject.enrichable === true && subject.threadId !== null && subject.turnId !== null) {
    hold(ctx, subject.threadId, subject.turnId, held);
  } else release(ctx, held);
}

/** Puts an event out as its version and the privacy mode have it. */
export function release(ctx: Context, held: HeldEvent): void {
  const definition = definitions.get(held.type)!;
  if (!isSentBy(definition, held.wireVersion)) return;
  const params = shapeParams(definition, held.params, held.wireVersion);
  applyPrivacy(definition, params, held.topLevel, ctx.privacy);
  const event: WireEvent = { event_type: held.type, event_params: params };
  const emission: Emission = {
    event: held.topLevel === null ? event : extended(event, held.topLevel),
    occurredAtMs: held.occurredAtMs,
    wireVersion: held.codexVersion,
    context: held.context,
  };
  const { origin } = held;
  ctx.out.push(
    origin === undefined ? emission : extended(emission, { origin: { ...origin, index: indexAt(ctx, origin) } }),
  );
}

/** Number of the event among those of its line, as far as they come out with this fact. */
function indexAt(ctx: Context, origin: { readonly sessionId: string; readonly byteOffset: number }): number {
  let index = 0;
  for (const earlier of ctx.out) {
    if (earlier.origin?.sessionId === origin.sessionId && earlier.origin.byteOffset === origin.byteOffset) index++;
  }
  return index;
}

function hold(ctx: Context, threadId: string, turnId: string, event: HeldEvent): void {
  const { held } = ctx.state;
  const key = heldKey(threadId, turnId);
  let turn = held.get(key);
  if (turn === undefined) {
    held.set(key, (turn = { threadId, turnId, events: [] }));
    if (held.size > reducerLimits.heldTurnsMax) releaseOldest(ctx);
  }
  turn.events.push(event);
  if (turn.events.length > reducerLimits.heldEventsPerTurnMax) {
    ctx.anomaly('enrichment of a turn came too late for its number of events');
    release(ctx, turn.events.shift()!);
  }
}

function releaseOldest(ctx: Context): void {
  for (const [key, turn] of ctx.state.held) {
    ctx.anomaly('enrichment of a turn did not come before that of many later ones');
    ctx.state.held.delete(key);
    for (const event of turn.events) release(ctx, event);
    return;
  }
}

function latestConnection(ctx: Context): Connection | null {
  const { connections, latestConnectionId } = ctx.state;
  return latestConnectionId === null ? null : (connections.get(latestConnectionId) ?? null);
}

function emissionContext(ctx: Context, subject: EmissionSubject, connection: Connection | null): EmissionContext {
  const thread = subject.threadId === null ? undefined : ctx.state.threads.get(subject.threadId);
  const lineage = thread?.metadata?.lineage;
  return {
    client: connection?.client.product_client_id ?? null,
    model: subject.model ?? thread?.model ?? null,
    threadSource: lineage?.threadSource ?? null,
    parentThreadId: lineage?.parentThreadId ?? null,
    rootThreadId: subject.threadId === null ? null : rootThreadId(ctx, subject.threadId, thread),
    project: thread?.project ?? null,
  };
}

/** Root of the tree of threads: the session of a tree is named after it. */
export function rootThreadId(ctx: Context, threadId: string, thread: Thread | undefined): string {
  let root = threadId;
  let parent = thread?.metadata?.lineage.parentThreadId ?? null;
  for (let depth = 0; parent !== null && depth < reducerLimits.threadDepthMax; depth++) {
    root = parent;
    parent = ctx.state.threads.get(parent)?.metadata?.lineage.parentThreadId ?? null;
  }
  return root;
}
