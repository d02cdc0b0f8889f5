import { describe, expect, it } from 'vitest';

import {
  clockProblems,
  cycleProblems,
  environmentProblems,
  manifestProblems,
  partOf,
  tableProblems,
  undocumentedExports,
  unusedExports,
} from './import-rules.js';
import { readSourceFiles, type Import, type SourceFile } from './source-files.js';

const imports = (target: string, options: Partial<Import> = {}): Import => ({
  target,
  typeOnly: false,
  names: ['*'],
  ...options,
});

function file(path: string, ...list: readonly Import[]): SourceFile {
  return { path, imports: list, exportedValues: [], undocumented: [], readsEnvironment: false, readsClock: false };
}

describe('the import table', () => {
  const state = 'packages/client/src/reducer/state.ts';

  it('refuses what it does not name, and names what is not used', () => {
    const files = [file(state, imports('node:fs'), imports('packages/client/src/facts/index.ts'))];
    expect(tableProblems(files, { 'client/reducer': ['client/facts', 'typebox'] })).toEqual([
      `${state}: client/reducer may not import node`,
      "the table's entry client/reducer ← typebox is not used: remove it",
    ]);
  });

  it('tells types from values', () => {
    const table = { web: ['type:collector'] };
    const page = 'packages/web/src/app.tsx';
    const target = 'packages/collector/src/queries/index.ts';
    expect(tableProblems([file(page, imports(target, { typeOnly: true }))], table)).toEqual([]);
    expect(tableProblems([file(page, imports(target))], table)).toContain(`${page}: web may not import collector`);
  });

  it('refuses a folder that it does not know', () => {
    expect(tableProblems([file('packages/client/src/utils/x.ts')], {})).toEqual([
      'packages/client/src/utils/x.ts: the table has no line for client/utils',
    ]);
  });
});

describe('the other checks', () => {
  it('find a cycle, but none of types alone', () => {
    expect(cycleProblems([file('a', imports('b')), file('b', imports('c')), file('c', imports('a'))])).toEqual([
      'cycle: a → b → c → a',
    ]);
    expect(cycleProblems([file('a', imports('b')), file('b', imports('a', { typeOnly: true }))])).toEqual([]);
  });

  it('find a package that the manifest does not name', () => {
    const files = [
      file('packages/client/src/tap/x.ts', imports('ws'), imports('@scope/name/entry'), imports('node:fs')),
    ];
    expect(manifestProblems(files, () => new Set(['ws']))).toEqual([
      'packages/client/src/tap/x.ts: packages/client/package.json does not name @scope/name',
    ]);
  });

  it('find process.env outside of config.ts', () => {
    const reads = { imports: [], exportedValues: [], undocumented: [], readsEnvironment: true, readsClock: true };
    const files = [
      { path: 'packages/cli/src/config.ts', ...reads },
      { path: 'packages/cli/src/main.ts', ...reads },
    ];
    expect(environmentProblems(files)).toEqual(['packages/cli/src/main.ts: process.env is read in config.ts only']);
  });

  it('find a clock in a part that is pure', () => {
    const reads = { ...file(''), readsClock: true };
    const files = [
      { ...reads, path: 'packages/client/src/reducer/x.ts' },
      { ...reads, path: 'packages/client/src/deliver/x.ts' },
    ];
    expect(clockProblems(files)).toEqual([
      'packages/client/src/reducer/x.ts: time and random numbers come in a fact, or from the caller',
    ]);
  });

  it('find an exported value without a user', () => {
    const source: SourceFile = { ...file('packages/cli/src/x.ts'), exportedValues: ['used', 'unused'] };
    const user = file('packages/cli/src/y.ts', imports('packages/cli/src/x.ts', { names: ['used'] }));
    expect(unusedExports([source], [source, user])).toEqual([
      'packages/cli/src/x.ts: unused is exported and nothing imports it',
    ]);
  });

  it('find what an entry gives away without a doc comment, behind other lists too', () => {
    const entry = file('packages/client/src/index.ts', imports('packages/client/src/a/index.ts', { names: ['Bare'] }));
    const list = file('packages/client/src/a/index.ts', imports('packages/client/src/a/x.ts'));
    const source: SourceFile = { ...file('packages/client/src/a/x.ts'), undocumented: ['Bare'] };
    expect(undocumentedExports([entry, list, source])).toEqual([
      'packages/client/src/a/x.ts: Bare is part of an entry and has no doc comment',
    ]);
    expect(undocumentedExports([source])).toEqual([]);
  });
});

describe('each entry of the client', () => {
  const byPath = new Map(readSourceFiles().map((one) => [one.path, one]));
  const entries = [...byPath.keys()].filter((path) => /^packages\/client\/src\/\w+\/index\.ts$/.test(path));
  /** Beside the schema library: what a part cannot do without. */
  const extra: Readonly<Record<string, readonly string[]>> = {
    'client/tap': ['ws', 'fzstd'],
    'client/rollout': ['fzstd'],
  };

  it.each(entries)('%s reaches no heavy dependency', (entry) => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const one of byPath.get(path)?.imports ?? []) if (!one.typeOnly) visit(one.target);
    };
    visit(entry);
    const packages = [...reached].filter((name) => !/^(packages\/|node:)/.test(name) && !/^typebox(\/|$)/.test(name));
    expect(packages.filter((name) => extra[partOf(entry) ?? '']?.includes(name) !== true)).toEqual([]);
  });
});
