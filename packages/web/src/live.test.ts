import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { isLive, listenLive } from './live.js';

/** The streams that were asked for, in order. */
let streams: FakeEventSource[];

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 1;

  constructor() {
    super();
    streams.push(this);
  }

  tell(event: 'open' | 'error', readyState = 1): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(event));
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

beforeEach(() => {
  streams = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a break is left to the browser, a refusal is not', () => {
  const stop = listenLive();
  streams[0]!.tell('open');
  expect(isLive.value).toBe(true);
  streams[0]!.tell('error', 0);
  expect(isLive.value).toBe(false);
  vi.runAllTimers();
  expect(streams).toHaveLength(1);
  streams[0]!.tell('error', FakeEventSource.CLOSED);
  vi.runAllTimers();
  expect(streams).toHaveLength(2);
  streams[1]!.tell('open');
  expect(isLive.value).toBe(true);
  stop();
  expect(streams[1]!.readyState).toBe(FakeEventSource.CLOSED);
});
