/** Keys that are remembered; the real Codex forgets all of them when it has so many, and so do we. */
const keysMax = 4096;

/** Tells whether a key comes for the first time. Cleared when full, before the next key is noted. */
export function createSeenOnce(): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    if (seen.has(key)) return false;
    if (seen.size >= keysMax) seen.clear();
    seen.add(key);
    return true;
  };
}
