import { describe, expect, test } from 'vitest';

import { appendRefused, readRefused } from './refused-file.js';
import { createMemoryFs } from './testing/memory-fs.js';

const line = Buffer.from('{"envelope":{"v":1},"event":{"event_type":"codex_test","event_params":{}}}\n');

describe('events that a receiver refuses', () => {
  test('are all kept after one of which only half was written', async () => {
    const fs = createMemoryFs();
    fs.setContent('/spool/refused.jsonl', Buffer.from('{"refused_at_ms":1,"rea'));
    await appendRefused('/spool', [{ line, reason: 'a' }], 7, fs, 1000);
    await appendRefused('/spool', [{ line, reason: 'b' }], 8, fs, 1000);
    expect((await readRefused('/spool', fs)).map(({ reason }) => reason)).toEqual(['a', 'b']);
    expect(fs.content('/spool/refused.jsonl')?.includes('\n\n')).toBe(false);
  });
});
