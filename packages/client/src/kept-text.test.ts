import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { keptText } from './kept-text.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tachograph-kept-'));
  path = join(folder, 'id');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a text that is made once', () => {
  test('is that of all who begin at once, for its owner alone, and nothing else stays behind', async () => {
    let made = 0;
    const texts = await Promise.all(Array.from({ length: 50 }, () => keptText(path, () => `text ${++made}`)));
    expect(new Set(texts).size).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe(`${texts[0]}\n`);
    expect(readdirSync(folder)).toEqual(['id']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('stays, and is not made again', async () => {
    writeFileSync(path, '  chosen by hand \n');
    expect(await keptText(path, () => 'another')).toBe('chosen by hand');
  });

  test('takes the place of an empty file, which a kill left behind', async () => {
    writeFileSync(path, '');
    expect(await keptText(path, () => 'made')).toBe('made');
    expect(await keptText(path, () => 'another')).toBe('made');
  });

  test('is that of all who find an empty file at once', async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(path, '');
      let made = 0;
      const texts = await Promise.all(Array.from({ length: 8 }, () => keptText(path, () => `text ${++made}`)));
      expect([...new Set(texts), ...readdirSync(folder)]).toEqual([readFileSync(path, 'utf8').trim(), 'id']);
    }
  });

  test('is that of the first, also when he was killed before he wrote the file', async () => {
    mkdirSync(`${path}.first`);
    writeFileSync(join(`${path}.first`, 'text'), 'of the first\n');
    expect(await keptText(path, () => 'another')).toBe('of the first');
    expect(readdirSync(folder)).toEqual(['id']);
  });

  test('fails where its folder is none', async () => {
    writeFileSync(path, 'x');
    await expect(keptText(join(path, 'below'), () => 'made')).rejects.toThrow('ENOTDIR');
  });
});
