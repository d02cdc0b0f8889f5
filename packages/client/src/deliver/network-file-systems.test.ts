import { describe, expect, test } from 'vitest';

import { networkFileSystem } from './network-file-systems.js';

const on = (kind: number) => ({ kind: async () => kind });

describe('network file systems', () => {
  test('are known by their number on Linux, with or without its sign', async () => {
    expect(await networkFileSystem('/x', on(0x6969), 'linux')).toBe('nfs');
    expect(await networkFileSystem('/x', on(0xff534d42), 'linux')).toBe('cifs');
    expect(await networkFileSystem('/x', on(0xff534d42 | 0), 'linux')).toBe('cifs');
    for (const local of [0xef53, 0x9123683e, 0x01021994, 0x65735546, 0x794c7630]) {
      expect(await networkFileSystem('/x', on(local), 'linux')).toBeNull();
    }
  });

  test('are known by their path on Windows', async () => {
    expect(await networkFileSystem(String.raw`\\server\share\x`, on(0), 'win32')).toBe('share');
    expect(await networkFileSystem(String.raw`\\?\C:\x`, on(0), 'win32')).toBeNull();
    expect(await networkFileSystem(String.raw`C:\x`, on(0), 'win32')).toBeNull();
  });
});
