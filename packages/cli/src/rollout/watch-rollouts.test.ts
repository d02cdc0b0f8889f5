import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { resolveConfig, type ResolvedConfig } from '../config.js';
import { openIndexFor } from './open-index.js';
import { watchRollouts } from './watch-rollouts.js';

const recorded = fileURLToPath(new URL('../../../../fixtures/0.137.0/web-search/rollouts', import.meta.url));

let directory: string;
let resolved: ResolvedConfig;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-watch-'));
  await cp(recorded, join(directory, 'logs'), { recursive: true });
  resolved = await resolveConfig({ data: join(directory, 'data') }, {});
});
afterEach(async () => {
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  await rm(directory, { recursive: true });
});

/** Watches until something is said of a failure; rejects where that ends it. */
async function watchUntilTold(to: string): Promise<string> {
  let told = '';
  const err = (text: string): void => {
    told += text;
    process.emit('SIGTERM', 'SIGTERM');
  };
  const terminal = { out: err, err, columns: null, color: false };
  await watchRollouts({ ...resolved, terminal }, [join(directory, 'logs')], to);
  return told;
}

describe('following session logs', () => {
  test('goes on where what was read cannot be remembered', async () => {
    const to = `file:${join(directory, 'events.jsonl')}`;
    const { dataDir } = resolved.config;
    const index = openIndexFor(resolved.config, to);
    const log = { sizeBytes: 1, mtimeMs: 1, inode: 1, logId: 'a', rootId: 'a', settledOffset: 1, isOpen: false };
    index.set('a.jsonl', log);
    index.save();
    const [name = ''] = await readdir(dataDir);
    // Nothing can take the place of a folder.
    await rm(join(dataDir, name));
    await mkdir(join(dataDir, name));
    expect(await watchUntilTold(to)).toMatch(/^what was read of session logs cannot be kept \(E\w+\); trying again\n$/);
  });

  test.skipIf(process.platform !== 'linux')('goes on where a full disk takes no event', async () => {
    expect(await watchUntilTold('file:/dev/full')).toBe('events could not be written to the file\n');
  });
});
