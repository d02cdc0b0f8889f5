import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
