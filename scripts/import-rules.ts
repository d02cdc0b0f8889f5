import type { SourceFile } from './source-files.js';

/** Left: a part of the repository. Right: the parts and packages that it may import. */
export type ImportTable = Readonly<Record<string, readonly string[]>>;

/** Files of `client` that every part of it may use. */
const ground = /^packages\/client\/src\/(config|errors|kept-text|limits|logger|process-alive)\.ts$/;

/** The part of the repository that a file belongs to: the left side of the table. */
export function partOf(path: string): string | null {
  if (ground.test(path)) return 'client/ground';
  const [, name, folder] = /^packages\/(\w+)\/src\/([^/]+)/.exec(path) ?? [];
  if (name === 'client') return folder === 'index.ts' ? 'client/index' : `client/${folder}`;
  if (name === 'collector' && folder === 'app.ts') return 'collector/app';
  if (name === 'collector' && folder === 'store') return 'collector/store';
  return name ?? null;
}

/** `node:fs/promises` → `node`, `@scope/name/entry` → `@scope/name`, our own files → their part. */
function targetOf(target: string): string {
  if (target.startsWith('node:')) return 'node';
  if (target.startsWith('packages/')) return partOf(target) ?? target;
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/');
}

/** Imports that the table does not allow, and entries of the table that nothing uses. */
export function tableProblems(files: readonly SourceFile[], table: ImportTable): readonly string[] {
  const problems: string[] = [];
  const used = new Set<string>();
  for (const file of files) {
    const part = partOf(file.path) ?? '';
    const allowed = table[part];
    if (allowed === undefined) problems.push(`${file.path}: the table has no line for ${part}`);
    for (const { target, typeOnly } of file.imports) {
      const name = targetOf(target);
      if (name === part || target.endsWith('.css')) continue;
      const entry = allowed?.find((one) => allows(one, name, typeOnly));
      if (entry !== undefined) used.add(`${part} ← ${entry}`);
      else problems.push(`${file.path}: ${part} may not import ${name}${typeOnly ? ' (types)' : ''}`);
    }
  }
  for (const [part, entries] of Object.entries(table)) {
    const idle = entries.filter((entry) => !used.has(`${part} ← ${entry}`));
    problems.push(...idle.map((entry) => `the table's entry ${part} ← ${entry} is not used: remove it`));
  }
  return problems;
}

/** `type:` allows types alone, `client/*` every part of the client. */
function allows(entry: string, name: string, typeOnly: boolean): boolean {
  const bare = entry.startsWith('type:') ? entry.slice('type:'.length) : entry;
  if (bare !== entry && !typeOnly) return false;
  return bare.endsWith('/*') ? name.startsWith(bare.slice(0, -1)) : name === bare;
}

/** Packages that a file imports and the manifest of its own package does not name. */
export function manifestProblems(
  files: readonly SourceFile[],
  namedBy: (folder: string) => ReadonlySet<string>,
): readonly string[] {
  return files.flatMap((file) => {
    const folder = file.path.split('/', 2).join('/');
    const packages = file.imports.map((one) => one.target).filter((target) => !/^(node:|packages\/|\.)/.test(target));
    const missing = packages.map(targetOf).filter((name) => !namedBy(folder).has(name));
    return missing.map((name) => `${file.path}: ${folder}/package.json does not name ${name}`);
  });
}

/** Depth first; a file met again while it is still open closes a cycle. Imports of types alone are erased and make none. */
export function cycleProblems(files: readonly SourceFile[]): readonly string[] {
  const problems: string[] = [];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string): void => {
    const file = byPath.get(path);
    if (file === undefined || done.has(path)) return;
    const at = open.indexOf(path);
    if (at >= 0) {
      problems.push(`cycle: ${[...open.slice(at), path].join(' → ')}`);
      return;
    }
    open.push(path);
    for (const one of file.imports) if (!one.typeOnly) visit(one.target);
    open.pop();
    done.add(path);
  };
  for (const path of byPath.keys()) visit(path);
  return problems;
}

/** Files that read the environment and are no `config.ts`. */
export function environmentProblems(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.readsEnvironment && !file.path.endsWith('/config.ts'))
    .map((file) => `${file.path}: process.env is read in config.ts only`);
}

/** Parts that say the same of the same facts, whenever they are asked. */
const pure = /^packages\/client\/src\/(protocol|facts|reducer|envelope)\//;

/** Files of such a part that ask for the time or a random number. */
export function clockProblems(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.readsClock && pure.test(file.path))
    .map((file) => `${file.path}: time and random numbers come in a fact, or from the caller`);
}

/** Values that `product` exports and no other file of `all` takes. Package entries have their users outside. */
export function unusedExports(product: readonly SourceFile[], all: readonly SourceFile[]): readonly string[] {
  const taken = new Map<string, Set<string>>();
  for (const { target, names } of all.flatMap((file) => file.imports)) {
    const set = taken.get(target) ?? new Set();
    for (const name of names) set.add(name);
    taken.set(target, set);
  }
  return product
    .filter((file) => !/(\/index\.ts|\/main\.tsx?)$/.test(file.path))
    .flatMap((file) => {
      const names = taken.get(file.path) ?? new Set();
      if (names.has('*')) return [];
      const unused = file.exportedValues.filter((name) => !names.has(name));
      return unused.map((name) => `${file.path}: ${name} is exported and nothing imports it`);
    });
}

/** Of the page nothing can be imported, and of the command line nothing is meant to be. */
const entry = /^packages\/(client|collector)\/src\/.*index\.ts$/;

/** What an entry that other programs import gives away without a doc comment, wherever that is declared. */
export function undocumentedExports(product: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(product.map((file) => [file.path, file]));
  const problems = new Set<string>();
  const visit = (path: string, names: readonly string[]): void => {
    const file = byPath.get(path);
    if (file === undefined) return;
    const given = (name: string): boolean => names.includes(name) || names.includes('*');
    for (const name of file.undocumented) {
      if (given(name)) problems.add(`${path}: ${name} is part of an entry and has no doc comment`);
    }
    if (!path.endsWith('/index.ts')) return;
    for (const one of file.imports) visit(one.target, one.names.includes('*') ? names : one.names.filter(given));
  };
  for (const { path } of product) if (entry.test(path)) visit(path, ['*']);
  return [...problems];
}
