import { describe, expect, test } from 'vitest';

import { formatAddress, parseAddress } from './address.js';

describe('an address', () => {
  test('holds view, filters and what else the view needs', () => {
    expect(parseAddress('?view=thread&id=abc&since=7d&model=gpt-5.5')).toEqual({
      view: 'thread',
      filters: { since: '7d', model: 'gpt-5.5' },
      extras: { id: 'abc' },
    });
  });

  test('is the overview without restrictions when it says nothing', () => {
    expect(parseAddress('')).toEqual({ view: 'overview', filters: {}, extras: {} });
  });

  test('never keeps the token', () => {
    expect(formatAddress(parseAddress('?token=secret&since=7d'))).toBe('?since=7d');
  });

  test.each(['?', '?view=tools', '?view=thread&id=a%2Fb&project=%3Cimg%3E&tz=Europe%2FBerlin'])(
    '%s comes back as it was',
    (search) => {
      expect(formatAddress(parseAddress(search))).toBe(search);
    },
  );
});
