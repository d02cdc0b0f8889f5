import { expect, it } from 'vitest';

import { existsIn, wireVersionOf } from './wire-versions.js';

it.each([
  ['0.137.0', '0.137.0'],
  ['0.136.9', '0.137.0'],
  ['0.150.3-alpha.1', '0.137.0'],
  ['0.169.0', '0.169.0'],
  ['0.170.1', '0.169.0'],
  ['1.0.0', '0.169.0'],
  ['0.0.0', '0.169.0'],
  ['unreadable', '0.169.0'],
])('codex %s has the wire of %s', (codex, wire) => {
  expect(wireVersionOf(codex)).toBe(wire);
});

it('a field exists from its first version up to the one that dropped it', () => {
  expect(existsIn('0.137.0', '0.169.0')).toBe(false);
  expect(existsIn('0.169.0', '0.169.0')).toBe(true);
  expect(existsIn('0.137.0', undefined, '0.169.0')).toBe(true);
  expect(existsIn('0.169.0', undefined, '0.169.0')).toBe(false);
});
