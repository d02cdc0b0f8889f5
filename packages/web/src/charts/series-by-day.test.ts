import { expect, test } from 'vitest';

import { seriesByDay } from './series-by-day.js';

test('days without a row are zero, and the largest series comes first', () => {
  const { days, series } = seriesByDay(
    [
      { day: '2026-03-01', key: 'a', n: 1 },
      { day: '2026-03-09', key: 'b', n: 5 },
    ],
    'n',
    'key',
  );
  expect(days).toHaveLength(9);
  expect(series.map((one) => one.label)).toEqual(['b', 'a']);
  expect(series[0]?.values).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5]);
});

test('the whole period is shown, a week at least', () => {
  const rows = [{ day: '2026-03-09', n: 1 }];
  expect(seriesByDay(rows, 'n', undefined, { first: '2026-02-01', last: '2026-03-10' }).days).toHaveLength(38);
  expect(seriesByDay(rows, 'n').days).toHaveLength(7);
});

test('what no colour is left for is added up as other', () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({ day: '2026-03-01', key: `k${index}`, n: 100 - index }));
  const { series } = seriesByDay(rows, 'n', 'key');
  expect(series).toHaveLength(8);
  expect(series.at(-1)?.label).toBe('other');
  expect(series.flatMap((one) => one.values).reduce((sum, value) => sum + value, 0)).toBe(
    rows.reduce((sum, row) => sum + row.n, 0),
  );
});

test('nothing gives nothing', () => {
  expect(seriesByDay([], 'n', 'key', { first: null, last: '2026-03-10' })).toEqual({ days: [], series: [] });
});

test('a stray clock far in the past does not make a chart of thousands of days', () => {
  const rows = [
    { day: '1970-01-01', n: 1 },
    { day: '2026-03-09', n: 1 },
  ];
  expect(seriesByDay(rows, 'n').days).toHaveLength(800);
});
