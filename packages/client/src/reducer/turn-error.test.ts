import { expect, it } from 'vitest';

import { namedError } from './turn-error.js';

it.each([
  ['contextWindowExceeded', 'contextWindowExceeded'],
  ['a whole sentence', 'other'],
  [{ responseStreamDisconnected: { httpStatusCode: null } }, { responseStreamDisconnected: { httpStatusCode: null } }],
  [{ httpConnectionFailed: { httpStatusCode: 502 } }, { httpConnectionFailed: { httpStatusCode: 502 } }],
  [{ activeTurnNotSteerable: { turnKind: 'review' } }, { activeTurnNotSteerable: { turnKind: 'review' } }],
  [{ newKind: { message: 'secret', httpStatusCode: 'secret', turnKind: 'a secret' } }, { newKind: {} }],
  [{ newKind: 'secret' }, { newKind: {} }],
  [{ '/home/me': {} }, 'other'],
  [{}, 'other'],
])('the error %j is told as %j', (info, told) => {
  expect(namedError(info)).toEqual(told);
});
