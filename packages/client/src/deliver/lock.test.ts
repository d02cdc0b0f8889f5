import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { acquireLock, forgetDrafts, forgetLock, lockState } from './lock.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** A process that takes the lock, says what came of it, and stays. */
async function contender(name: string) {
  const lockModule = new URL('../../dist/deliver/lock.js', import.meta.url).href;
  const script = `
    import { acquireLock } from ${JSON.stringify(lockModule)};
    const lock = await acquireLock(${JSON.stringify(directory)}, ${JSON.stringify(name)});
    process.stdout.write(lock === null ? 'lost' : 'held');
    process.stdin.resume();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  return {
    held: String(said) === 'held',
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('a lock of a folder', () => {
  test('leaves nothing behind of who died while taking it', async () => {
    const listening = createServer().listen(join(directory, '.2alive.sock'));
    await once(listening, 'listening');
    // Closing would remove the file; a process that is killed does not.
    const script = `require('net').createServer().listen('.1dead.sock', () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', script], { cwd: directory, stdio: 'ignore' }), 'exit');
    expect((await readdir(directory)).sort()).toEqual(['.1dead.sock', '.2alive.sock']);
    await forgetDrafts(directory);
    expect(await readdir(directory)).toEqual(['.2alive.sock']);
    listening.close();
  });

  test('is held by one until it is released', async () => {
    const lock = await acquireLock(directory, 'sender');
    expect(lock).not.toBeNull();
    expect(await acquireLock(directory, 'sender')).toBeNull();
    expect(await acquireLock(directory, 'other')).not.toBeNull();
    expect(await lockState(directory, 'sender')).toBe('held');
    await lock?.release();
    expect(await lockState(directory, 'sender')).toBe('free');
    expect(await acquireLock(directory, 'sender')).not.toBeNull();
  });

  test('is free when its holder is killed, and of many that then want it one gets it', async () => {
    const holder = await contender('sender');
    expect(holder.held).toBe(true);
    expect(await acquireLock(directory, 'sender')).toBeNull();
    await holder.kill();
    expect(await lockState(directory, 'sender')).toBe('free');
    const contenders = await Promise.all(Array.from({ length: 5 }, () => contender('sender')));
    expect(contenders.filter(({ held }) => held)).toHaveLength(1);
    await Promise.all(contenders.map(({ kill }) => kill()));
  });

  test('is given to one of many in the same process, again and again', async () => {
    for (let round = 0; round < 10; round++) {
      const locks = await Promise.all(Array.from({ length: 8 }, () => acquireLock(directory, 'sender')));
      const held = locks.filter((lock) => lock !== null);
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
    expect((await readdir(directory)).length).toBe(1);
  });

  test('works where the path is too long for a socket', async () => {
    const deep = join(directory, 'x'.repeat(100));
    await mkdir(deep);
    const lock = await acquireLock(deep, 'sender');
    expect(await acquireLock(deep, 'sender')).toBeNull();
    expect(await lockState(deep, 'sender')).toBe('held');
    expect(await readdir(deep)).toEqual([]);
    await lock?.release();
    await forgetLock(deep, 'sender');
    expect(await lockState(deep, 'sender')).toBe('unknown');
  });

  test('leaves no trace once it is forgotten', async () => {
    const lock = await acquireLock(directory, 'm-1-a');
    await lock?.release();
    await forgetLock(directory, 'm-1-a');
    expect(await readdir(directory)).toEqual([]);
    expect(await lockState(directory, 'm-1-a')).toBe('unknown');
  });
});
