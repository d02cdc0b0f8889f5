/**
 * The Codex versions whose wire shape is known, oldest first. A field or an event is described with the version that
 * brought it (`since`) and the one that dropped it (`until`, exclusive).
 */
export const wireVersions = ['0.137.0', '0.169.0'] as const;

export type WireVersion = (typeof wireVersions)[number];

/** Shape of the newest known version: what a development build (`0.0.0`) and anything newer count as. */
export const newestWireVersion: WireVersion = wireVersions[wireVersions.length - 1]!;

/**
 * The known wire version that an observed Codex version counts as: between two known ones the lower, below the first the
 * first, above the last the last. `0.0.0` (a development build) and what cannot be read count as the newest.
 */
export function wireVersionOf(codexVersion: string): WireVersion {
  const observed = parse(codexVersion);
  if (observed === null || observed.every((part) => part === 0)) return newestWireVersion;
  let found: WireVersion = wireVersions[0];
  for (const known of wireVersions) if (compare(parse(known)!, observed) <= 0) found = known;
  return found;
}

/** Whether something that exists from `since` up to and without `until` exists in `version`. */
export function existsIn(version: WireVersion, since?: WireVersion, until?: WireVersion): boolean {
  const at = wireVersions.indexOf(version);
  return (
    (since === undefined || wireVersions.indexOf(since) <= at) &&
    (until === undefined || at < wireVersions.indexOf(until))
  );
}

function parse(version: string): readonly number[] | null {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match === null ? null : match.slice(1).map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
