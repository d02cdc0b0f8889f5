import { expect, test } from 'vitest';

import { toCsv } from './csv.js';

test('rows become lines under the names of their columns', () => {
  expect(
    toCsv([
      { a: 1, b: 'x' },
      { a: null, b: true },
    ]),
  ).toBe('a,b\r\n1,x\r\n,true\r\n');
});

test('quotes, commas and line breaks are quoted', () => {
  expect(toCsv([{ a: 'say "hi", then\ngo' }])).toBe('a\r\n"say ""hi"", then\ngo"\r\n');
});

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)'])('%s is no formula in a spreadsheet', (text) => {
  expect(
    toCsv([{ a: text }])
      .split('\r\n')[1]
      ?.replaceAll('"', ''),
  ).toMatch(/^'/);
});

test('negative numbers stay numbers', () => {
  expect(toCsv([{ a: -5 }])).toBe('a\r\n-5\r\n');
});
