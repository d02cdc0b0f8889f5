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
