import { describe, expect, test } from 'vitest';

import { isLoopback, parseTarget } from './target.js';

describe('where events go', () => {
  test('is read from one word', () => {
    expect(parseTarget('stdout')).toEqual({ kind: 'stdout' });
    expect(parseTarget('file:/tmp/events.jsonl')).toEqual({ kind: 'file', path: '/tmp/events.jsonl' });
    expect(parseTarget('file:///tmp/events.jsonl')).toEqual({ kind: 'file', path: '/tmp/events.jsonl' });
    expect(parseTarget('http://127.0.0.1:4620/')).toEqual({ kind: 'collector', url: 'http://127.0.0.1:4620' });
    expect(parseTarget('https://tacho.example.com/a/')).toEqual({
      kind: 'collector',
      url: 'https://tacho.example.com/a',
    });
    expect(parseTarget('native:https://chatgpt.com/backend-api//')).toEqual({
      kind: 'native',
      url: 'https://chatgpt.com/backend-api',
    });
    expect(parseTarget('native:http://localhost:9/x')).toEqual({ kind: 'native', url: 'http://localhost:9/x' });
  });

  test('is refused where it cannot be right, without repeating it', () => {
    const bad = [
      '',
      'file:',
      'localhost:4620',
      'ftp://x',
      'https://me:secret@x',
      'native:http://example.com/api',
      'http://x/?key=secret',
      'http://x/#part',
    ];
    for (const text of bad) {
      expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'bad_target' }));
      expect(() => parseTarget(text)).not.toThrow(/secret|example\.com/);
    }
  });

  test('loopback is known by its address', () => {
    expect(['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:4'].map(isLoopback)).toEqual([true, true, true]);
    expect(['http://127.0.0.1.example.com', 'http://10.0.0.1'].map(isLoopback)).toEqual([false, false]);
  });
});
