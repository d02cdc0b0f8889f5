import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { openRecorder } from './recorder.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-recorder-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a message that is written over several lines is one line of the recording', async () => {
  const path = join(directory, 'session.jsonl');
  const recorder = await openRecorder({ path, force: false, transport: 'websocket' });
  recorder.line('c2s', 1, 5, Buffer.from('{\n  "id": 1,\r\n  "text": "a\\nb"\r}\n'));
  await recorder.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toEqual([
    { dir: 'c2s', t: 5, conn: 1, m: { id: 1, text: 'a\nb' } },
  ]);
});

test('what is said while a recording ends does not cost what was recorded before', async () => {
  const path = join(directory, 'session.jsonl');
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => void failures.push(error);
  const recorder = await openRecorder({ path, force: false, transport: 'stdio', onFailure });
  for (let id = 0; id < 100; id++)
    recorder.line('c2s', 1, 5, Buffer.from(`{"id":${id},"text":"${'x'.repeat(10_000)}"}`));
  const closed = recorder.close();
  recorder.line('c2s', 1, 6, Buffer.from('{"id":100}'));
  await closed;
  expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(1 + 100);
  expect([recorder.leftOut(), failures]).toEqual([1, []]);
});

test.skipIf(process.platform === 'win32')('a file that is written over is for its owner alone', async () => {
  const path = join(directory, 'session.jsonl');
  await writeFile(path, 'before', { mode: 0o644 });
  await (await openRecorder({ path, force: true, transport: 'stdio' })).close();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform === 'win32')('what is no file stays open to those who could use it', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', ['-m', '644', path]);
  const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await (await openRecorder({ path, force: true, transport: 'stdio' })).close();
  await reader.close();
  expect((await stat(path)).mode & 0o777).toBe(0o644);
});
