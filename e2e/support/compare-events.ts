import type { SeenEvent } from './analytics-sink.js';

/** Moments and spans in milliseconds may differ by the time that a message needs from the agent to the tap. */
const toleranceMs = 150;
/** A second may begin in between. */
const toleranceSeconds = 1;

/** A field that one side cannot know, or not exactly: its path below `event_params`, and why. */
export type Exception = {
  readonly event_type: string;
  readonly path: string;
  readonly reason: string;
  /** How far off it may be; absent: it is not compared. */
  readonly withinMs?: number;
};

/** How `told` differs from what the `real` Codex said, as one sentence per field; empty when they are equal. */
export function differences(told: SeenEvent, real: SeenEvent, exceptions: readonly Exception[]): readonly string[] {
  const excepted = new Map(
    exceptions.filter(({ event_type }) => event_type === real.event_type).map((one) => [one.path, one]),
  );
  const toldLeaves = leavesOf(told.event_params);
  const realLeaves = leavesOf(real.event_params);
  const found: string[] = [];
  for (const path of new Set([...toldLeaves.keys(), ...realLeaves.keys()])) {
    const [ours, theirs] = [toldLeaves.get(path), realLeaves.get(path)];
    const exception = excepted.get(path);
    const compared = exception === undefined || exception.withinMs !== undefined;
    if (compared && !sameValue(ours, theirs, exception?.withinMs ?? toleranceOf(path))) {
      found.push(`${real.event_type}.${path}: told ${JSON.stringify(ours)}, real ${JSON.stringify(theirs)}`);
    }
  }
  return found;
}

function sameValue(ours: unknown, theirs: unknown, tolerance: number): boolean {
  return typeof ours === 'number' && typeof theirs === 'number'
    ? Math.abs(ours - theirs) <= tolerance
    : ours === theirs;
}

function toleranceOf(path: string): number {
  if (path.endsWith('_ms')) return toleranceMs;
  return path.endsWith('_at') ? toleranceSeconds : 0;
}

/** Every value that holds no further ones, by its path; an empty list or object is a value too. */
function leavesOf(value: unknown): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (inner: unknown, path: string): void => {
    const entries = typeof inner === 'object' && inner !== null ? Object.entries(inner) : [];
    if (entries.length === 0) leaves.set(path, typeof inner === 'object' ? JSON.stringify(inner) : inner);
    for (const [key, next] of entries) walk(next, path === '' ? key : `${path}.${key}`);
  };
  walk(value, '');
  return leaves;
}
