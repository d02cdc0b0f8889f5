import { describe, expect, it } from 'vitest';

import { cutCredentials } from './privacy.js';

describe('credentials in URLs', () => {
  it.each([
    ['https://user:token@github.com/a/b.git', 'https://github.com/a/b.git'],
    ['http://token@host/a', 'http://host/a'],
    ['HTTPS://u:p@host', 'HTTPS://host'],
    ['https://u:p@ss@host/a', 'https://host/a'],
    ['ssh://git@github.com/a/b', 'ssh://git@github.com/a/b'],
    ['ssh://git:secret@github.com/a/b', 'ssh://git@github.com/a/b'],
    ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
    ['failed: https://a:b@c/d and ftp://x:y@z', 'failed: https://c/d and ftp://x@z'],
    ['mail me@example.org', 'mail me@example.org'],
    ['https://host/path@1.2', 'https://host/path@1.2'],
  ])('of %s are cut to %s', (text, cut) => {
    expect(cutCredentials(text)).toBe(cut);
  });
});
