import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tacho-example-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('docs/library.md', () => {
  test('shows the example as it is compiled', () => {
    const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${readFileSync(join(root, 'docs/examples/embed-agent.ts'), 'utf8')}\`\`\``);
  });

  test('has an example that runs and gives the events that it promises', () => {
    const events = join(scratch, 'events.jsonl');
    const ran = spawnSync(process.execPath, [
      join(root, 'build/examples/embed-agent.js'),
      `file:${events}`,
      join(scratch, 'data'),
    ]);
    expect(ran.status).toBe(0);
    const types = readFileSync(events, 'utf8').match(/"event_type":"codex_[a-z_]+"/g);
    expect(types).toEqual(['"event_type":"codex_thread_initialized"', '"event_type":"codex_turn_event"']);
  });
});
