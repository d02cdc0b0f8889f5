import { expect, it } from 'vitest';

import { decodeMessage } from './decode-message.js';
import { decodeNotification } from './typed-decoding.js';

it.each([
  [{ id: 1, method: 'a', params: {} }, 'request'],
  [{ id: '1', method: 'a' }, 'request'],
  [{ method: 'a', params: {} }, 'notification'],
  [{ id: null, method: 'a' }, 'notification'],
  [{ id: 1, result: null }, 'response'],
  [{ id: 1, error: { code: -1, message: 'no' } }, 'error'],
  [{ id: 1, error: 'no' }, 'error'],
  [{ id: 1.5, result: {} }, undefined],
  [{ id: 1 }, undefined],
  [{ method: 7, id: 1, result: {} }, undefined],
  [[], undefined],
  [null, undefined],
  ['text', undefined],
])('%j is a %s', (value, form) => {
  expect(decodeMessage(value)?.form).toBe(form);
});

it('a method that we do not read is fine, a known one of a wrong shape is not', () => {
  expect(decodeNotification('from/the/future', 7).status).toBe('unread');
  expect(decodeNotification('turn/completed', { threadId: 'x' }).status).toBe('misshapen');
  expect(decodeNotification('turn/diff/updated', { threadId: 'x', turnId: 'y', diff: '', more: 1 }).status).toBe('ok');
});

it('an item is checked by its own type', () => {
  const params = (item: object) => ({ threadId: 'x', turnId: 'y', startedAtMs: 1, item });
  expect(decodeNotification('item/started', params({ id: 'i', type: 'fromTheFuture' })).status).toBe('unread');
  expect(decodeNotification('item/started', params({ id: 'i', type: 'fileChange' })).status).toBe('misshapen');
  expect(decodeNotification('item/started', params({ id: 'i', type: 'imageView' })).status).toBe('ok');
});
