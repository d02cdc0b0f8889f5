import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { projectNameOfRemote } from '../../facts/index.js';
import { findRepository } from './git-remote.js';
import { createProjectResolver } from './resolve-project.js';

const scratch = mkdtempSync(join(tmpdir(), 'tacho-project-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let made = 0;
function repository(config: string): string {
  const root = join(scratch, `repo${++made}`);
  mkdirSync(join(root, '.git'), { recursive: true });
  mkdirSync(join(root, 'src', 'deep'), { recursive: true });
  writeFileSync(join(root, '.git', 'config'), config);
  return root;
}

const origin =
  '[core]\n\tbare = false\n[remote "fork"]\n\turl = git@h:me/fork.git\n[remote "origin"]\n\turl = git@github.com:acme/inventory.git\n';

describe('the name of a project', () => {
  test.each([
    ['git@github.com:acme/inventory.git', 'acme/inventory'],
    ['https://user:secret@github.com/acme/inventory.git/', 'acme/inventory'],
    ['https://github.com/acme/inventory?token=secret', 'acme/inventory'],
    ['ssh://git@host:2222/acme/inventory', 'acme/inventory'],
    ['https://gitlab.com/group/sub/name.git', 'sub/name'],
    ['/srv/git/acme/inventory.git', 'acme/inventory'],
    ['C:\\git\\acme\\inventory', 'acme/inventory'],
    ['file:///srv/acme/inventory', 'acme/inventory'],
    ['inventory', null],
    ['', null],
  ])('of %s is %s', (url, name) => {
    expect(projectNameOfRemote(url)).toBe(name);
  });

  test('of a worktree is that of its repository', async () => {
    const root = repository(origin);
    const linked = join(scratch, 'linked');
    const gitDir = join(root, '.git', 'worktrees', 'linked');
    mkdirSync(gitDir, { recursive: true });
    mkdirSync(linked);
    writeFileSync(join(gitDir, 'commondir'), '../..\n');
    writeFileSync(join(linked, '.git'), `gitdir: ${gitDir}\n`);
    expect(await findRepository(linked)).toEqual({
      root: linked,
      remoteUrl: 'git@github.com:acme/inventory.git',
    });
  });

  test.skipIf(process.platform === 'win32')('waits for no pipe that stands where git has a file', async () => {
    const root = join(scratch, 'pipes');
    const inner = join(root, 'inner');
    mkdirSync(join(root, '.git'), { recursive: true });
    mkdirSync(inner);
    for (const path of [join(root, '.git', 'HEAD'), join(root, '.git', 'config'), join(inner, '.git')])
      execFileSync('mkfifo', [path]);
    expect(await findRepository(inner)).toEqual({ root, remoteUrl: null });
  });

  test('is a keyed hash in strict privacy: the same on one machine, another on the next', async () => {
    const root = repository(origin);
    const name = async (dataDir: string) => (await createProjectResolver({ privacy: 'strict', dataDir })(root)).project;
    const [first, again, elsewhere] = [
      await name(join(scratch, 'data1')),
      await name(join(scratch, 'data1')),
      await name(join(scratch, 'data2')),
    ];
    expect(first).toMatch(/^hmac:[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(elsewhere).not.toBe(first);
    expect(statSync(join(scratch, 'data1', 'project-key')).mode & 0o777).toBe(0o600);
  });
});
