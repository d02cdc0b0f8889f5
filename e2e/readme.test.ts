import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createScratch, repoRoot, type Scratch } from './support/scratch.js';
import { tachoProgram } from './support/tacho.js';

describe('README.md', () => {
  const page = readFileSync(join(repoRoot, 'README.md'), 'utf8');
  let scratch: Scratch;

  beforeAll(() => {
    scratch = createScratch('readme');
  });

  afterAll(() => scratch?.remove());

  test('has a script for editors that passes arguments, input, output and exit code on', () => {
    const codex = join(scratch.path, 'codex');
    writeFileSync(codex, '#!/bin/sh\necho "$# $2"\ncat\nexit 5\n');
    const tapped = join(scratch.path, 'codex-tapped');
    const script = /```sh\n(#![^`]+)```/.exec(page)?.[1] ?? '';
    const places = { node: process.execPath, codex, 'tachograph/packages/cli/bin/tacho.js': tachoProgram };
    writeFileSync(
      tapped,
      Object.entries(places).reduce((text, [place, path]) => text.replace(`/path/to/${place}`, path), script),
    );
    for (const file of [codex, tapped]) chmodSync(file, 0o755);
    const { status, stdout } = spawnSync(tapped, ['app-server', 'two words'], {
      input: 'said',
      env: { PATH: '/usr/bin:/bin', HOME: scratch.path, TACHO_HOME: join(scratch.path, 'data') },
    });
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 5, stdout: '2 two words\nsaid' });
  });

  test('has a line that reduces a recording', () => {
    const folder = /npx tacho reduce (\S+)/.exec(page)?.[1] ?? '';
    const events = execFileSync(process.execPath, [tachoProgram, 'reduce', folder], { cwd: repoRoot }).toString();
    expect(events).toContain('codex_turn_event');
  });
});
