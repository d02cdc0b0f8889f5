import { expect, test } from 'vitest';

import { limits } from './limits.js';
import { segmentHeaderBytes, type LogPosition } from './log/format.js';
import { silentLogger } from './logger.js';
import { createStoreLag, type StoreLag } from './store-lag.js';

const tickIntervalMs = 5_000;
const ticksToFallBehind = limits.storeBehindMsMax / tickIntervalMs;

interface Run {
  readonly lag: StoreLag;
  readonly said: string[];
  loaded: LogPosition | null;
  log: LogPosition;
  readonly tick: (times?: number) => void;
}

/** A log that grows by 100 bytes a tick, and a store that is told where it is. */
function createRun(): Run {
  const said: string[] = [];
  const run: Run = {
    said,
    loaded: null,
    log: { segment: 1, offset: segmentHeaderBytes },
    tick: (times = 1) => {
      for (let i = 0; i < times; i++) {
        run.log = { ...run.log, offset: run.log.offset + 100 };
        run.lag.tick();
      }
    },
    lag: createStoreLag({
      logged: () => run.log,
      loaded: () => run.loaded,
      tickIntervalMs,
      logger: {
        ...silentLogger,
        warn: (_, message) => void said.push(`warn: ${message}`),
        info: (_, message) => void said.push(`info: ${message}`),
      },
    }),
  };
  return run;
}

test('a store that falls behind is told once, and once when it has caught up', () => {
  const run = createRun();
  run.loaded = run.log;
  run.tick(ticksToFallBehind);
  expect([run.said, run.lag.behindMs()]).toEqual([[], limits.storeBehindMsMax - tickIntervalMs]);
  run.tick();
  expect(run.said).toHaveLength(1);
  // It comes nearer, but not near: at the edge of the bound nothing more is said.
  for (let i = 0; i < 10; i++) {
    run.loaded = { segment: 1, offset: run.log.offset - (i % 2 === 0 ? 700 : 1300) };
    run.tick();
    expect(run.said).toHaveLength(1);
  }
  run.loaded = run.log;
  run.tick();
  expect(run.lag.behindMs()).toBe(0);
  expect(run.said).toEqual([
    expect.stringMatching(/^warn: the store falls behind/),
    expect.stringMatching(/^info: the store has caught up/),
  ]);
});

test('a log that nothing is written to makes no store late, also not in a new segment that is empty', () => {
  const run = createRun();
  run.loaded = { segment: 1, offset: 5_000 };
  run.log = { segment: 2, offset: segmentHeaderBytes };
  for (let i = 0; i < 2 * ticksToFallBehind; i++) run.lag.tick();
  expect([run.lag.behindMs(), run.said]).toEqual([0, []]);
});

test('a store that never told where it is falls behind with the first events', () => {
  const run = createRun();
  run.tick(ticksToFallBehind + 1);
  expect(run.said).toHaveLength(1);
});

test('a store that is down for days costs no memory, and what is told of it stays nearly true', () => {
  const run = createRun();
  const ticks = 5 * limits.storeLagMarksMax;
  run.tick(ticks);
  expect(run.lag.behindMs()).toBe((ticks - 1) * tickIntervalMs);
  run.loaded = { segment: 1, offset: segmentHeaderBytes + 100 * (ticks - 1000) };
  expect(Math.abs(run.lag.behindMs() / tickIntervalMs - 1000)).toBeLessThan(100);
});
