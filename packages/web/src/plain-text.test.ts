import { h, options } from 'preact';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { drawPlainText, plainText } from './plain-text.js';

const before = options.vnode;
beforeAll(drawPlainText);
afterAll(() => {
  if (before === undefined) delete options.vnode;
  else options.vnode = before;
});

test('marks that turn the direction of text are shown, letters that are written from right to left stay', () => {
  expect(plainText('rm\u202Etxt.exe')).toBe('rm�txt.exe');
  expect(plainText('\u2067שלום\u2069')).toBe('�שלום�');
  expect(plainText('שלום/عربي')).toBe('שלום/عربي');
});

test('every text and title that is drawn is plain, values of fields stay as they are', () => {
  const props = h('option', { title: 'a\u202Eb', value: 'a\u202Eb' }, 'a\u202Eb', ['c\u2066', 1]).props;
  expect(props).toMatchObject({ title: 'a�b', value: 'a\u202Eb', children: ['a�b', ['c�', 1]] });
});
