import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tacho-shell-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A line of shell in which `$tap BEHAVIOUR` is a tapped agent. */
function shell(line: string): ChildProcessByStdio<Writable, Readable, null> {
  const agent = at('../../../client/src/tap/test-agents/agent.mjs');
  const to = `--to file:${join(scratch, 'events.jsonl')}`;
  const tap = `${process.execPath} ${at('../../bin/tacho.js')} tap ${to} -- ${process.execPath} ${agent}`;
  return spawn('sh', ['-c', line], {
    env: { ...process.env, TACHO_HOME: join(scratch, 'data'), tap },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

describe.skipIf(process.platform !== 'linux')('a tap in a pipe of a shell', () => {
  test('passes on any bytes, and the code of the agent, in the places where it would stand', async () => {
    const bytes = randomBytes(8 * 1024 * 1024);
    for (const [line, wanted] of [
      ['cat | $tap echo | cat', 0],
      ['$tap echo 5', 5],
    ] as const) {
      const run = shell(line);
      run.stdin.end(bytes);
      const [got, [code]] = await Promise.all([buffer(run.stdout), once(run, 'exit')]);
      expect([got.equals(bytes), code]).toEqual([true, wanted]);
    }
  });

  test('leaves the errors of the agent blocking where they go the way of its output', async () => {
    const run = shell('$tap error-flags 2>&1 | cat');
    run.stdin.end('go\n');
    expect(await text(run.stdout)).toBe('{"blocks":true}\n');
  });

  test('tells the reader that the agent has closed its output and lives on', async () => {
    const run = shell('$tap close-output | { cat; echo over; }');
    run.stdin.write('go\n');
    const [said] = await once(run.stdout, 'data');
    expect(String(said)).toBe('over\n');
    run.stdin.end();
    await once(run, 'exit');
  });

  test('leaves the pipe as it was to what the shell runs after it', async () => {
    const run = shell('{ $tap echo; grep flags /proc/self/fdinfo/1; } | cat');
    run.stdin.end();
    const flags = /^flags:\s*(\d+)$/m.exec(await text(run.stdout))?.[1];
    expect(Number.parseInt(flags ?? '', 8) & 0o4000).toBe(0);
  });
});
