import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findLocalCollector } from '@tachograph/client/deliver';
import { describe, expect, it } from 'vitest';

import { findCollector } from './local-collector.js';

async function dataDirWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tacho-local-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('the collector of a data directory', () => {
  it('is the one that collector.json names, while its process lives', async () => {
    const json = JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:4620/', port: 4620 });
    expect(await findLocalCollector(await dataDirWith({ 'collector.json': json }))).toEqual({
      pid: process.pid,
      url: 'http://127.0.0.1:4620',
    });
  });

  it.each(['{"pid":2147483646,"url":"http://127.0.0.1:1"}', '{"pid":', 'null', '{}', '{"pid":"1","url":1}'])(
    'is none when the file says %s',
    async (json) => {
      expect(await findLocalCollector(await dataDirWith({ 'collector.json': json }))).toBeNull();
    },
  );

  it('is none without a file or a directory', async () => {
    expect(await findLocalCollector('/nowhere')).toBeNull();
  });

  it('is asked with the token of this machine, which no other machine is told', async () => {
    const dataDir = await dataDirWith({ token: 'secret\n' });
    const collectorUrl = 'https://collector.example.com';
    expect(await findCollector({ collectorUrl, dataDir, token: null })).toEqual({ url: collectorUrl, token: null });
    expect(await findCollector({ collectorUrl, dataDir, token: 'its own' })).toMatchObject({ token: 'its own' });
    const local = { collectorUrl: 'http://127.0.0.1:4620', dataDir, token: null };
    expect(await findCollector(local)).toMatchObject({ token: 'secret' });
  });
});
