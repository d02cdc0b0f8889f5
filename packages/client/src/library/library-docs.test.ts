import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

import { startReceiver } from '../deliver/testing/test-receiver.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tacho-example-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('docs/library.md', () => {
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');

  test('shows the example as it is compiled', () => {
    expect(page).toContain(`\`\`\`ts\n${readFileSync(join(root, 'docs/examples/embed-agent.ts'), 'utf8')}\`\`\``);
  });

  test('has an example that delivers what it promises to the collector of this machine, with its token', async () => {
    const receiver = await startReceiver();
    const data = join(scratch, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'token'), 'secret\n');
    const example = spawn(process.execPath, [join(root, 'build/examples/embed-agent.js')], {
      env: { TACHO_HOME: data, TACHO_COLLECTOR_URL: receiver.url },
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => example.once('exit', resolve))).toBe(0);
    await receiver.close();
    expect(receiver.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret']);
    const types = receiver.requests[0]!.body.match(/"event_type":"[a-z_]+"/g);
    expect(types).toEqual(['"event_type":"codex_thread_initialized"', '"event_type":"codex_turn_event"']);
  });

  test('names every function and every option', () => {
    const source = ['observe-functions', 'create-tachograph', 'track-functions']
      .map((name) => readFileSync(join(root, `packages/client/src/library/${name}.ts`), 'utf8'))
      .join('');
    const names = source.match(
      /(?<=^  readonly )(observe\w+|track\w+|to|token|directory|sourceVersion|privacy|disabled|logger|now)(?=\??:)/gm,
    );
    expect(new Set(names).size).toBeGreaterThan(35);
    expect(
      [...new Set(names)].filter((name) => !page.includes(`\`${name}\``) && !page.includes(`tacho.${name}(`)),
    ).toEqual([]);
  });
});
