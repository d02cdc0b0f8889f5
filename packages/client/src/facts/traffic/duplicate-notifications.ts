import { trafficLimits } from '../../limits.js';
import { evictOldest } from './evict-oldest.js';
import type { TrafficState } from './state.js';

/**
 * Whether a notification came already on another connection. With several connections each subscriber of a thread gets its
 * own copy; a connection's n-th message of a kind is the same as another's n-th, so that what legitimately repeats on one
 * connection (hook runs, usage) is used each time.
 */
export function isDuplicate(
  { connections, delivered }: TrafficState,
  connectionId: number,
  method: string,
  params: unknown,
  emittedAtMs: number | null,
): boolean {
  const isShared = connections.size > 1;
  // A copy may still come of what went to a connection that is closed now.
  if (!isShared && delivered.size === 0) return false;
  const key = identityOf(method, params, emittedAtMs);
  if (key === null) return false;
  let known = delivered.get(key);
  if (known === undefined) {
    if (!isShared) return false;
    delivered.set(key, (known = { used: 0, byConnection: new Map() }));
    evictOldest(delivered, trafficLimits.rememberedNotificationsMax);
  }
  const count = (known.byConnection.get(connectionId) ?? 0) + 1;
  known.byConnection.set(connectionId, count);
  if (count <= known.used) return true;
  known.used = count;
  return false;
}

type Values = Readonly<Record<string, unknown>>;

/** What makes two copies of a notification the same; null for one that belongs to no thread. */
function identityOf(method: string, params: unknown, emittedAtMs: number | null): string | null {
  if (!isObject(params) || typeof params['threadId'] !== 'string') return null;
  const { turn, item, run, tokenUsage, review } = params;
  const parts = [
    method,
    params['threadId'],
    params['turnId'] ?? at(turn, 'id'),
    at(item, 'id'),
    params['reviewId'] ?? params['requestId'] ?? at(run, 'id'),
    params['startedAtMs'] ?? at(run, 'startedAt'),
    params['completedAtMs'] ?? at(run, 'completedAt'),
    at(at(tokenUsage, 'total'), 'totalTokens'),
    at(at(tokenUsage, 'last'), 'totalTokens'),
    at(review, 'status') ?? at(turn, 'status'),
    typeof params['diff'] === 'string' ? params['diff'].length : undefined,
    emittedAtMs,
  ];
  return parts.join(' ');
}

function at(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}
