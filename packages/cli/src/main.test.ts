import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { commands } from './commands/index.js';
import { main } from './main.js';
import type { Terminal } from './terminal.js';
import { version } from './version.js';

async function run(...argv: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    columns: null,
    color: false,
  };
  return { exitCode: await main(argv, terminal), out, err };
}

describe('tacho', () => {
  it('lists every command with a sentence, by the name it is registered under', async () => {
    const { exitCode, out } = await run('--help');
    expect(exitCode).toBe(0);
    for (const [name, load] of Object.entries(commands)) {
      const definition = await load();
      expect(definition.name).toBe(name);
      expect(definition.summary).toMatch(/^[A-Z].*\.$/);
      expect(out).toMatch(new RegExp(`^  ${name}[ |]`, 'm'));
    }
  });

  it('prints its version', async () => {
    expect(await run('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    [['no-such-command'], "unknown command 'no-such-command'"],
    [['doctor', '--no-such-option'], "unknown option '--no-such-option'"],
    [['doctor', '--port', 'x'], '--port: must be a whole number'],
    [['constructor'], "unknown command 'constructor'"],
  ])('ends %j with exit code 2 and says what was wrong', async (argv, message) => {
    const { exitCode, out, err } = await run(...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });

  it('without a command shows the help and ends with exit code 2', async () => {
    const { exitCode, err } = await run();
    expect(exitCode).toBe(2);
    expect(err).toContain('Usage: tacho');
  });

  it('doctor names each setting and its origin', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tacho-doctor-'));
    const { exitCode, out } = await run('doctor', '--data', dataDir, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).settings).toContainEqual({ name: 'dataDir', value: dataDir, origin: '--data' });
  });
});
