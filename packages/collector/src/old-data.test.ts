import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { openStore } from './open-store.js';
import { scratchFolder } from './testing/scratch.js';

/** Data directories as earlier shapes of store and log left them; kept for ever, one more with each new shape. */
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const kept = readdirSync(fixtures).filter((name) => name.startsWith('data-'));

function unpack(name: string): string {
  const folder = scratchFolder();
  const { files } = JSON.parse(gunzipSync(readFileSync(join(fixtures, name))).toString('utf8')) as {
    readonly files: Readonly<Record<string, string>>;
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(content, 'base64'));
  }
  return folder;
}

const sources = 'SELECT source, counted, count() AS n FROM events GROUP BY source, counted ORDER BY source';
const expected = [
  { source: 'native', counted: 0, n: 10 },
  { source: 'rollout', counted: 0, n: 10 },
  { source: 'tap', counted: 1, n: 10 },
];

describe.each(kept)('%s', (name) => {
  test('opens, is brought to the newest shape, and gives the same answers as when it is loaded anew from its log', async () => {
    const folder = unpack(name);
    const migrated = await openStore(folder);
    expect((await migrated.sql(sources)).rows).toEqual(expected);
    const overview = (await migrated.query('overview')).rows;
    expect(overview).toMatchObject([{ threads: 1, turns: 2, total_tokens: 49_835 }]);
    expect((await migrated.status()).progress.events).toBe(0);
    await migrated.close();

    rmSync(join(folder, 'store'), { recursive: true });
    const rebuilt = await openStore(folder);
    expect((await rebuilt.sql(sources)).rows).toEqual(expected);
    expect((await rebuilt.query('overview')).rows).toEqual(overview);
    await rebuilt.close();
  });
});
