import { expect, test } from 'vitest';

import { parseMoment, timeZoneOf } from './parse-moment.js';

const moment = (text: string, tz: string, endOfDay = false): string | null => {
  const ms = parseMoment(text, { tz, nowMs: 0, endOfDay });
  return ms === null ? null : new Date(ms).toISOString();
};

test('a day whose midnight is left out, because clocks go forward at it, begins when they have', () => {
  // 00:00 becomes 01:00: at 04:00 UTC in Santiago, at 05:00 in Havana, at 01:00 on the Azores, at 22:00 the day before in Cairo.
  expect(moment('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  expect(moment('2026-03-08', 'America/Havana')).toBe('2026-03-08T05:00:00.000Z');
  expect(moment('2026-03-29', 'Atlantic/Azores')).toBe('2026-03-29T01:00:00.000Z');
  expect(moment('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
  expect(moment('2026-09-05', 'America/Santiago', true)).toBe('2026-09-06T04:00:00.000Z');
});

test('a day whose first or last hour comes twice begins once, and the day before ends there', () => {
  // In Santiago 24:00 becomes 23:00 at 03:00 UTC, in Havana 01:00 becomes 00:00 at 05:00 UTC.
  expect(moment('2026-04-05', 'America/Santiago')).toBe('2026-04-05T04:00:00.000Z');
  expect(moment('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z');
  expect(moment('2026-10-25', 'Atlantic/Azores')).toBe('2026-10-25T00:00:00.000Z');
});

test('times on days on which clocks change', () => {
  expect(moment('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(moment('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
  expect(moment('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  expect(moment('2026-10-25', 'Europe/Berlin', true)).toBe('2026-10-25T23:00:00.000Z');
  expect(moment('2026-11-01T12:30', 'America/Los_Angeles')).toBe('2026-11-01T20:30:00.000Z');
  expect(moment('2026-01-01', 'Pacific/Kiritimati')).toBe('2025-12-31T10:00:00.000Z');
  expect(moment('2026-01-01', 'Pacific/Niue')).toBe('2026-01-01T11:00:00.000Z');
});

test.each(['2026-02-30', '2026-02-30T10:00', '2026-13-01', '2026-03-01T25:00', '2026-3-1', 'yesterday', ''])(
  'is no moment: %j',
  (text) => {
    expect(moment(text, 'UTC')).toBeNull();
  },
);

test('a zone is known in any letters, and told in its own', () => {
  expect(timeZoneOf('europe/berlin')).toBe('Europe/Berlin');
  expect(timeZoneOf('UTC')).toBe('UTC');
  expect([timeZoneOf('+05:30'), timeZoneOf('Europe'), timeZoneOf("x'y")]).toEqual([null, null, null]);
});
