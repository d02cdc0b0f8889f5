import type { SeenEvent } from './analytics-sink.js';

/** Moments and spans in milliseconds may differ by the time that a message needs from the agent to the tap. */
const toleranceMs = 150;
/** A second may begin in between. */
const toleranceSeconds = 1;

/** A field that one side cannot know: its path below `event_params`, and why. */
export type Exception = { readonly event_type: string; readonly path: string; readonly reason: string };

/** How `told` differs from what the `real` Codex said, as one sentence per field; empty when they are equal. */
export function differences(told: SeenEvent, real: SeenEvent, exceptions: readonly Exception[]): readonly string[] {
  const excepted = new Set(
    exceptions.filter(({ event_type }) => event_type === real.event_type).map(({ path }) => path),
  );
  const toldLeaves = leavesOf(told.event_params);
  const realLeaves = leavesOf(real.event_params);
  const found: string[] = [];
  for (const path of new Set([...toldLeaves.keys(), ...realLeaves.keys()])) {
    const [ours, theirs] = [toldLeaves.get(path), realLeaves.get(path)];
    if (!excepted.has(path) && !sameValue(path, ours, theirs)) {
      found.push(`${real.event_type}.${path}: told ${JSON.stringify(ours)}, real ${JSON.stringify(theirs)}`);
    }
  }
  return found;
}

function sameValue(path: string, ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    const tolerance = path.endsWith('_ms') ? toleranceMs : path.endsWith('_at') ? toleranceSeconds : 0;
    return Math.abs(ours - theirs) <= tolerance;
  }
  return ours === theirs;
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
