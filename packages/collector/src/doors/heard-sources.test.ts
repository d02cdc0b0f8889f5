import type { Envelope } from '@tachograph/client/envelope';
import { describe, expect, test } from 'vitest';

import { createHeardSources } from './heard-sources.js';

const envelope = (machine: string, observedAtMs: number): Envelope => ({
  v: 1,
  delivery_id: 'i.1',
  occurred_at_ms: 1,
  observed_at_ms: observedAtMs,
  source: 'tap',
  machine_id: machine,
});

describe('what is known of sources', () => {
  test('is when they were heard of last, and how far the one that is most behind was', () => {
    const heard = createHeardSources(10);
    heard.note('tap', envelope('a', 1_000), 61_000);
    heard.note('tap', envelope('a', 70_000), 71_000);
    heard.note('tap', envelope('b', 42_000), 72_000);
    heard.note('native', null, 73_000);
    expect(heard.sources(80_000)).toEqual([
      { source: 'tap', machines: 2, lastReceivedAtMs: 72_000, oldestAgeMs: 30_000 },
      { source: 'native', machines: 1, lastReceivedAtMs: 73_000, oldestAgeMs: null },
    ]);
  });

  test('ends with silence: how far behind a machine is now is not known', () => {
    const heard = createHeardSources(10);
    heard.note('tap', envelope('a', 1_000), 61_000);
    expect(heard.sources(61_000 + 3_600_000)).toMatchObject([{ lastReceivedAtMs: 61_000, oldestAgeMs: null }]);
  });

  test('never makes an event younger than it can be, whatever the clock of a machine says', () => {
    const heard = createHeardSources(10);
    heard.note('tap', envelope('a', 99_000), 61_000);
    expect(heard.sources(61_000)).toMatchObject([{ oldestAgeMs: 0 }]);
  });

  test('is kept of so many machines only', () => {
    const heard = createHeardSources(2);
    for (const machine of ['a', 'b', 'c']) heard.note('tap', envelope(machine, 0), 1_000);
    expect(heard.sources(1_000)).toMatchObject([{ machines: 2 }]);
  });
});
