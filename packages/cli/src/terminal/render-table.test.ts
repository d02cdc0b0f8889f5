import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';

import { bar } from './bar.js';
import { formatValue } from './format-value.js';
import { plainText } from './plain-text.js';
import { renderTable, type TableColumn } from './render-table.js';
import { toCsv } from './to-csv.js';

const columns: readonly TableColumn[] = [
  { head: 'model', align: 'left', cells: ['gpt-5.5', '日本語のモデル'] },
  { head: 'tokens', align: 'right', cells: ['1,234', '7'] },
  { head: 'project', align: 'left', cells: ['a-very-long-name-of-a-repository', 'x'] },
];
const plain = { width: null, color: false };

describe('a table', () => {
  test('aligns wide letters and numbers', () => {
    expect(renderTable(columns.slice(0, 2), plain)).toBe(
      'model           tokens\ngpt-5.5          1,234\n日本語のモデル       7\n',
    );
  });

  test('cuts texts to fit the width, and leaves columns out only when that is not enough', () => {
    for (const width of [60, 40, 30]) {
      const lines = renderTable(columns, { ...plain, width })
        .split('\n')
        .slice(0, 3);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
    const narrow = renderTable(columns, { ...plain, width: 24 });
    expect(narrow).toBe(
      'model           tokens\ngpt-5.5          1,234\n日本語のモデル       7\nNo room for: project. A\nwider terminal or --json\nshows it.\n',
    );
  });

  test('keeps the end of an id', () => {
    const id: TableColumn = {
      head: 'thread',
      align: 'left',
      cells: ['01a1f86d-299d-7f30-9aee-9b5b8c06e0b5'],
      cutStart: true,
    };
    expect(renderTable([id], { ...plain, width: 12 })).toContain('…9b5b8c06e0b5'.slice(-11));
  });
});

test('names cannot rewrite the screen', () => {
  expect(plainText('a\u001B[2Jb\u202Ec')).toBe('a�[2Jb�c');
});

test('bars grow in eighths, and anything above zero shows', () => {
  expect(bar(10, 10, 4)).toBe('████');
  expect(bar(0.0001, 10, 4)).toBe('▏');
  expect(bar(0, 10, 4)).toBe('');
});

test.each([
  [1234567, { kind: 'int', unit: 'tokens' }, '1,234,567'],
  [null, { kind: 'int', unit: 'ms' }, '-'],
  [59_960, { kind: 'int', unit: 'ms' }, '1 m 00 s'],
  [90_000, { kind: 'int', unit: 'ms' }, '1 m 30 s'],
  [0.5, { kind: 'float', unit: 'ratio' }, '50.0%'],
  [0.00421, { kind: 'float', unit: 'USD' }, '$0.0042'],
  ['2026-03-01T10:00:00.000Z', { kind: 'time', unit: null }, '2026-03-01 10:00'],
] as const)('%j is written by its unit', (value, column, text) => {
  expect(formatValue(value, column)).toBe(text);
});

test('CSV quotes what needs it and runs no formula', () => {
  expect(toCsv(['a', 'b'], [{ a: '=1+1', b: 'x,y' }])).toBe('a,b\r\n\'=1+1,"x,y"\r\n');
});
