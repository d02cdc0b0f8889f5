import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createProjectResolver } from './resolve-project.js';

describe('the project of a working folder', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'project-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Makes a repository with these remotes and gives a folder inside of it. */
  function repository(remotes: Readonly<Record<string, string>>): string {
    const folder = join(root, 'shop', 'src');
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(root, 'shop', '.git'));
    writeFileSync(join(root, 'shop', '.git', 'HEAD'), 'ref: refs/heads/main\n');
    const sections = Object.entries(remotes).map(([name, url]) => `[remote "${name}"]\n\turl = ${url}\n`);
    writeFileSync(join(root, 'shop', '.git', 'config'), `[core]\n\tbare = false\n${sections.join('')}`);
    return folder;
  }

  const resolver = (privacy: 'wire' | 'strict') =>
    createProjectResolver({ privacy, dataDir: join(root, 'data'), deadlineMs: 30_000 });

  test('is named by its remote and hashed as the real Codex does', async () => {
    const folder = repository({ origin: 'git@github.com:Foo/Bar.git' });
    expect(await resolver('wire')(folder)).toEqual({
      project: 'Foo/Bar',
      repoHash: '0c0fd7439305d5612ac856d9e9e10beb5d936a86',
      remoteUrl: 'git@github.com:Foo/Bar.git',
    });
  });

  test('without `origin`, the first remote by name counts', async () => {
    const folder = repository({ upstream: 'https://github.com/a/upstream', backup: 'https://github.com/a/backup' });
    expect(await resolver('wire')(folder)).toMatchObject({ project: 'a/backup' });
  });

  test('without a remote, the folder of the repository names it and there is no hash', async () => {
    expect(await resolver('wire')(repository({}))).toEqual({ project: 'shop', repoHash: null, remoteUrl: null });
  });

  test('outside of a repository it is the folder', async () => {
    // An empty `.git` on the way up, as sandboxes make them, is no repository.
    mkdirSync(join(root, '.git'));
    const folder = join(root, 'work');
    mkdirSync(folder);
    expect(await resolver('wire')(folder)).toEqual({ project: 'work', repoHash: null, remoteUrl: null });
  });

  test('in strict privacy it has a pseudonym that stays', async () => {
    const folder = repository({ origin: 'git@github.com:Foo/Bar.git' });
    const first = await resolver('strict')(folder);
    expect(first.project).not.toContain('Bar');
    expect(await resolver('strict')(folder)).toEqual(first);
  });

  test('that could not be told is looked for again', async () => {
    const folder = repository({});
    writeFileSync(join(root, 'data'), 'in the way');
    const resolve = resolver('strict');
    expect((await resolve(folder)).project).toBe(null);
    rmSync(join(root, 'data'));
    expect((await resolve(folder)).project).toMatch(/^hmac:/);
  });
});
