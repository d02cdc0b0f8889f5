import type { WireEvent } from '../../envelope/index.js';

/** A leaf of an event that is not as it should be. */
export interface Difference {
  /** `event_type.field` */
  readonly field: string;
  readonly wanted: unknown;
  readonly got: unknown;
}

/** What a comparison found. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly missing: readonly WireEvent[];
  readonly extra: readonly WireEvent[];
  readonly leaves: number;
}

/** Arrival of messages and of events jitters by this much where the server's own stamp is not in the traffic. */
const jitterMs = 150;

/**
 * Compares events regardless of their order: each wanted one takes the free one of its type and identity that differs least.
 * `isExempt` names fields that need not be right, `mayMiss` events that need not be there.
 */
export function compareEvents(
  wanted: readonly WireEvent[],
  got: readonly WireEvent[],
  isExempt: (field: string) => boolean,
  mayMiss: (event: WireEvent) => boolean,
): Comparison {
  const free = new Set(got);
  const missing: WireEvent[] = [];
  const differences: Difference[] = [];
  let leaves = 0;
  // Required ones choose first.
  for (const event of [...wanted].sort((a, b) => Number(mayMiss(a)) - Number(mayMiss(b)))) {
    const best = nearest(event, free, isExempt);
    if (best === null) {
      if (!mayMiss(event)) missing.push(event);
      continue;
    }
    free.delete(best.event);
    differences.push(...best.differences);
    leaves += Object.keys(flatten(event)).length;
  }
  return { differences, missing, extra: [...free], leaves };
}

const identities = ['thread_id', 'turn_id', 'item_id', 'review_id'];

function nearest(wanted: WireEvent, free: ReadonlySet<WireEvent>, isExempt: (field: string) => boolean) {
  let best: { readonly event: WireEvent; readonly differences: readonly Difference[] } | null = null;
  for (const event of free) {
    if (event.event_type !== wanted.event_type) continue;
    const isOther = identities.some((key) => {
      const [a, b] = [wanted.event_params[key], event.event_params[key]];
      return a != null && b != null && a !== b;
    });
    if (isOther) continue;
    const differences = differencesOf(wanted, event, isExempt);
    if (best === null || differences.length < best.differences.length) best = { event, differences };
  }
  return best;
}

function differencesOf(wanted: WireEvent, got: WireEvent, isExempt: (field: string) => boolean): readonly Difference[] {
  const a = flatten(wanted);
  const b = flatten(got);
  const differences: Difference[] = [];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const field = `${wanted.event_type}.${key}`;
    if (isExempt(field) || isSame(key, a[key], b[key])) continue;
    differences.push({ field, wanted: a[key], got: b[key] });
  }
  return differences;
}

function isSame(key: string, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  if (key.endsWith('_ms')) return Math.abs(a - b) <= jitterMs;
  return key.endsWith('_at') && Math.abs(a - b) <= 1;
}

/** Leaves by path; lists count as one leaf. */
function flatten(event: WireEvent): Readonly<Record<string, unknown>> {
  const { event_type: _type, event_params, ...beside } = event;
  const leaves: Record<string, unknown> = {};
  const walk = (value: unknown, path: string) => {
    if (Array.isArray(value)) leaves[path] = JSON.stringify(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else leaves[path] = value;
  };
  walk(event_params, '');
  walk(beside, '');
  return leaves;
}
