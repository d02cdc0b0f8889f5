import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { repoRoot } from './support/scratch.js';

const names = ['client', 'collector', 'web', 'cli'] as const;

/** What is published of a package, as npm tells it. */
type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

describe('the packages as they are published', () => {
  // Outside of the repository, whose own packages would be found from a folder inside.
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'tacho-packages-')));
  const packed = new Map<string, Packed>();

  beforeAll(() => {
    const folder = join(scratch, 'tarballs');
    mkdirSync(folder);
    for (const name of names) {
      const said = npm(['pack', '--json', '--pack-destination', folder], join(repoRoot, 'packages', name));
      const [one] = Object.values(JSON.parse(said) as readonly Packed[]);
      if (one !== undefined) packed.set(name, one);
    }
  });

  afterAll(() => rmSync(scratch, { recursive: true }));

  const tarball = (name: string): string => join(scratch, 'tarballs', packed.get(name)!.filename);

  test.each(names)('%s holds its licence, a README and what was built, and no test', (name) => {
    const files = packed.get(name)!.files.map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md', 'package.json']));
    expect(files.some((path) => path.startsWith('dist/'))).toBe(true);
    // What is bundled into the page and the tap brings its licences with it.
    expect(files.includes('dist/third-party-licenses.md')).toBe(name === 'web' || name === 'cli');
    expect(files.filter((path) => /\.test\.|\/testing\/|\.tsbuildinfo$/.test(path))).toEqual([]);
    for (const file of ['LICENSE', 'NOTICE'])
      expect(readFileSync(join(repoRoot, 'packages', name, file))).toEqual(readFileSync(join(repoRoot, file)));
  });

  test('work in an empty folder with what their manifests name and nothing else', () => {
    const folder = join(scratch, 'unpacked');
    const modules = join(folder, 'node_modules');
    for (const name of names) {
      const place = join(modules, '@tachograph', name);
      mkdirSync(place, { recursive: true });
      execFileSync('tar', ['-xzf', tarball(name), '-C', place, '--strip-components=1']);
      const { dependencies, optionalDependencies } = JSON.parse(
        readFileSync(join(place, 'package.json'), 'utf8'),
      ) as Manifest;
      for (const one of Object.keys({ ...dependencies, ...optionalDependencies })) link(modules, one);
    }
    expectToWork(folder);
  });

  // Asks the registry for every package that they depend on.
  test.runIf(process.env['TACHO_LONG'] === '1')('are installed by npm', () => {
    const folder = join(scratch, 'installed');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(['install', '--no-audit', '--no-fund', ...names.map(tarball)], folder);
    expectToWork(folder);
  });
});

/** Puts a package of this repository's installation where the unpacked ones look for it; two may name the same. */
function link(modules: string, name: string): void {
  const place = join(modules, name);
  if (name.startsWith('@tachograph/') || existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(repoRoot, 'node_modules', name), place, 'dir');
}

/** The command line runs, events come out of a recording, the page is found, and the library can be imported. */
function expectToWork(folder: string): void {
  const recording = join(repoRoot, 'fixtures/0.137.0/basic/rpc.jsonl');
  const program = join(folder, 'node_modules/@tachograph/cli/bin/tacho.js');
  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, {
      cwd: folder,
      env: { HOME: folder, TACHO_HOME: join(folder, 'data') },
    }).toString();
  expect(run(program, '--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run(program, 'reduce', recording)).toContain('codex_turn_event');
  expect(run(program, 'query')).toContain('overview');
  const script = `
    import { createTachograph } from '@tachograph/client';
    import { createReducer } from '@tachograph/client/reducer';
    import { codexHome } from '@tachograph/client/config';
    import { pageDir } from ${JSON.stringify(join(folder, 'node_modules/@tachograph/cli/dist/page-dir.js'))};
    const tacho = await createTachograph({ to: 'file:events.jsonl' });
    await tacho.close();
    process.stdout.write([typeof createReducer, codexHome(), String(pageDir() !== null)].join(' '));`;
  expect(run('--input-type=module', '--eval', script)).toBe(`function ${join(folder, '.codex')} true`);
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}
