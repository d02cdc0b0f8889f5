/** Listens to the collector for news. What came is not read: news only make the page ask its questions again. */
import { signal } from '@preact/signals';

/** Rises when the store holds something new, at most once in {@link refreshIntervalMs}. */
export const liveRevision = signal(0);

/** Whether the collector's live stream is open. */
export const isLive = signal(false);

/** A session gives several events a second; asking more often than this would show nothing that a person can follow. */
const refreshIntervalMs = 700;

let pending: ReturnType<typeof setTimeout> | null = null;
let lastAt = 0;

/** A stream that was refused (too many pages watch, nobody signed in) is asked for again after this long. */
const refusedIntervalMs = 10_000;

/** Opens the stream, and again after a break: the browser does so by itself, but not where the answer was an error. */
export function listenLive(url = 'api/live'): () => void {
  let wasOpen = false;
  let stream: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    stream = new EventSource(url);
    stream.addEventListener('open', () => {
      isLive.value = true;
      // What happened during a break was not told.
      if (wasOpen) announce();
      wasOpen = true;
    });
    stream.addEventListener('error', () => {
      isLive.value = false;
      if (stream.readyState === EventSource.CLOSED) retry = setTimeout(open, refusedIntervalMs);
    });
    for (const name of ['message', 'change', 'events', 'loaded']) stream.addEventListener(name, announce);
  };
  open();
  return () => {
    clearTimeout(retry);
    stream.close();
  };
}

function announce(): void {
  if (pending !== null) return;
  const waitMs = Math.max(0, lastAt + refreshIntervalMs - Date.now());
  pending = setTimeout(() => {
    pending = null;
    lastAt = Date.now();
    liveRevision.value += 1;
  }, waitMs);
}
