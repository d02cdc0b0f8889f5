import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createRecentDeliveries } from './recent-deliveries.js';
import { SeenIds } from './seen-ids.js';

const anyId = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'b', 'a.b'), fc.nat(40)).map(([stem, n]) => `${stem}.${n}`),
  fc.tuple(fc.constantFrom('a', ''), fc.nat(12)).map(([stem, n]) => `${stem}.${String(n).padStart(3, '0')}`),
  fc.constantFrom('a', 'a.', '.', '.0', 'a.00', 'a.0', 'a.x1', 'a.1x', 'a.-1', 'a.9999999999999999', 'ä.7'),
);

describe('ids that were seen', () => {
  test('are those that were added, in whatever order and form, one by one or many at once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyId, fc.boolean()), { maxLength: 200 }), anyId, (added, asked) => {
        const one = new SeenIds();
        const other = new SeenIds();
        for (const [id, first] of added) (first ? one : other).add(id);
        one.addAll(other);
        const all = new Set(added.map(([id]) => id));
        for (const id of [...all, asked]) expect(one.has(id)).toBe(all.has(id));
      }),
    );
  });

  test('cost nothing more where they run on', () => {
    const ids = new SeenIds();
    for (let n = 1; n <= 1000; n++) ids.add(`instance.${n}`);
    // One for the instance and one for its range.
    expect(ids.entries).toBe(2);
  });

  test('are forgotten from the lowest on where they leave too many gaps', () => {
    const ids = new SeenIds();
    for (let n = 1; n <= 3000; n++) ids.add(`instance.${n * 2}`);
    expect(ids.has('instance.6000')).toBe(true);
    expect(ids.has('instance.2')).toBe(false);
    expect(ids.entries).toBeLessThan(1100);
  });
});

test('recent deliveries of an account are known to it alone, until two generations of others came', () => {
  const recent = createRecentDeliveries(8);
  const add = (account: string, ...ids: readonly string[]): void => {
    const seen = new SeenIds();
    for (const id of ids) seen.add(id);
    recent.of(account).addAll(seen);
  };
  add('one', 'x', 'i.1');
  expect(recent.of('one').has('x')).toBe(true);
  expect(recent.of('one').has('i.1')).toBe(true);
  expect(recent.of('two').has('x')).toBe(false);
  add('one', 'p', 'q', 'r', 's');
  expect(recent.of('one').has('x')).toBe(true);
  add('one', 't', 'u', 'v', 'w');
  expect(recent.of('one').has('x')).toBe(false);
  expect(recent.of('one').has('w')).toBe(true);
});
