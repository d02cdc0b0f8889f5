/** Forgets the entry that was made first when a map has grown over its bound. */
export function evictOldest(map: Map<string, unknown>, max: number): void {
  if (map.size <= max) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
