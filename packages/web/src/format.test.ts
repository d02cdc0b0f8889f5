import { expect, test } from 'vitest';

import { formatAgo, formatCount, formatMoment, formatShort, formatSpan, formatTick, formatValue } from './format.js';

test.each([
  [null, 'tokens', '–'],
  [1234567, 'tokens', '1,234,567'],
  [0.7351, 'ratio', '73.5%'],
  [12.5, 'USD', '$12.50'],
  [0.00421, 'USD', '$0.0042'],
  [0, 'USD', '$0.00'],
  [1500, 'ms', '1.5 s'],
  [true, '', 'yes'],
  ['<b>', 'name', '<b>'],
])('%j in %s is written %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test.each([
  [999, '999'],
  [9_999, '9,999'],
  [12_345, '12.3K'],
  [10_958_529, '11M'],
])('a tile shows %d tokens as %s', (value, text) => {
  expect(formatShort(value, 'tokens')).toBe(text);
});

test.each([
  [0, '0 ms'],
  [950, '950 ms'],
  [999.7, '1.0 s'],
  [9_400, '9.4 s'],
  [59_400, '59 s'],
  [59_700, '1 m 00 s'],
  [61_000, '1 m 01 s'],
  [119_700, '2 m 00 s'],
  [3_600_000, '1 h 00 m'],
  [-5, '−5 ms'],
])('a span of %d ms is %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test('moments are written in the zone that is asked for', () => {
  const told = { timeZone: 'Europe/Berlin', now: Date.parse('2027-01-01T00:00:00Z') };
  expect(formatMoment('2026-03-01T23:30:00.000Z', told)).toBe('Mar 2, 2026, 00:30');
});

test('the year is left out where it goes without saying', () => {
  const told = { timeZone: 'UTC', now: Date.parse('2026-05-01T00:00:00Z') };
  expect(formatMoment('2026-03-01 23:30:05', told)).toBe('Mar 1, 23:30');
  expect(formatMoment('2026-03-01 23:30:05', { ...told, seconds: true })).toBe('Mar 1, 23:30:05');
});

test.each([
  [0, '0 ms'],
  [1_000, '1 s'],
  [300_000, '5 m'],
  [3_600_000, '1 h'],
])('a scale shows %d ms as %s', (ms, text) => {
  expect(formatTick(ms)).toBe(text);
});

test('one is not many', () => {
  expect([formatCount(1, 'turn'), formatCount(0, 'turn'), formatCount(2, 'use of it', 'uses of it')]).toEqual([
    '1 turn',
    '0 turns',
    '2 uses of it',
  ]);
});

test('recent moments are told by how long ago they were', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  expect(formatAgo('2026-03-01T11:59:30Z', now)).toBe('just now');
  expect(formatAgo('2026-03-01T11:18:00Z', now)).toBe('42 m ago');
  expect(formatAgo('2026-02-27T10:00:00Z', now)).toBe('2 d ago');
  expect(formatAgo('2026-02-02T10:00:00Z', now)).toBe('Feb 2');
  expect(formatAgo('2025-02-02T10:00:00Z', now)).toBe('Feb 2, 2025');
});
