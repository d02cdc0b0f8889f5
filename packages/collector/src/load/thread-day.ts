/** Day of what has no thread, or a thread whose id tells no time: fixed, so that all sources agree on it. */
const dayWithoutTime = '1970-01-01';

const earliestMs = Date.UTC(2020, 0, 1);
const latestMs = Date.UTC(2050, 0, 1);

/**
 * The day a thread began, from the time inside its UUIDv7: the one moment that every source knows alike, so the same
 * event from two sources falls into the same partition.
 */
export function threadDay(threadId: string): string {
  if (threadId.length !== 36 || threadId[14] !== '7') return dayWithoutTime;
  const ms = Number.parseInt(threadId.slice(0, 8) + threadId.slice(9, 13), 16);
  if (!(ms >= earliestMs && ms < latestMs)) return dayWithoutTime;
  return new Date(ms).toISOString().slice(0, 10);
}
