// Who may import what, and the same question from the other end: what does nobody import. Fails on an import that the
// table does not allow, an entry of the table that nothing uses, a cycle, a package that the manifest does not name,
// `process.env` outside of a config.ts, and an exported value without a user.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readSourceFiles, root, type SourceFile } from './source-files.js';

/** Files of `client` that every part of it may use. */
const ground = /^packages\/client\/src\/(config|errors|limits|logger)\.ts$/;

/**
 * Left: a part of the repository. Right: the parts and packages that it may import; `node` is the platform, `type:` allows
 * types alone. A part may always import itself. Tests may import what they like.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  'client/ground': ['node'],
  'client/protocol': ['client/ground'],
  'client/facts': ['client/protocol', 'client/ground', 'node'],
  'client/envelope': ['typebox'],
  'client/reducer': ['client/facts', 'client/envelope', 'client/ground', 'typebox'],
  'client/deliver': ['client/envelope', 'client/ground', 'node'],
  'client/tap': ['client/protocol', 'client/facts', 'client/ground', 'node', 'ws'],
  'client/rollout': ['client/protocol', 'client/facts', 'client/ground', 'node', 'fzstd'],
  'client/index': ['client/*'],
  'collector/app': ['collector', 'hono', '@hono/node-server', 'node'],
  'collector/store': ['collector', 'client/*', 'chdb', 'node'],
  collector: ['client/*', 'collector/app', 'collector/store', 'node', 'pino', 'typebox'],
  web: ['type:client/*', 'type:collector', 'preact', '@preact/signals', 'uplot'],
  cli: ['client/*', 'collector', 'node', 'commander', 'smol-toml', 'string-width'],
};

/** The part of the repository that a file belongs to. */
function partOf(path: string): string | null {
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

const problems: string[] = [];
const files = readSourceFiles();
const product = files.filter((file) => file.path.startsWith('packages/') && !/\.test\.tsx?$/.test(file.path));

checkTable();
checkCycles();
checkEnvironment();
checkExports();
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${product.length} files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function checkTable(): void {
  const used = new Set<string>();
  for (const file of product) {
    const part = partOf(file.path) ?? '';
    const allowed = table[part];
    if (allowed === undefined)
      problems.push(`${file.path}: the table of scripts/check-imports.ts has no line for ${part}`);
    for (const { target, typeOnly } of file.imports) {
      const name = targetOf(target);
      if (name === part || target.endsWith('.css')) continue;
      const entry = (allowed ?? []).find((one) => matches(one, name, typeOnly));
      if (entry === undefined)
        problems.push(`${file.path}: ${part} may not import ${name}${typeOnly ? ' (types)' : ''}`);
      else used.add(`${part} ← ${entry}`);
      if (!target.startsWith('node:') && !target.startsWith('packages/')) checkManifest(file, name);
    }
  }
  for (const [part, entries] of Object.entries(table)) {
    for (const entry of entries) {
      if (!used.has(`${part} ← ${entry}`)) problems.push(`the table's entry ${part} ← ${entry} is not used: remove it`);
    }
  }
}

function matches(entry: string, name: string, typeOnly: boolean): boolean {
  const bare = entry.startsWith('type:') ? entry.slice('type:'.length) : entry;
  if (bare !== entry && !typeOnly) return false;
  return bare.endsWith('/*') ? name.startsWith(bare.slice(0, -1)) : name === bare;
}

function checkManifest(file: SourceFile, name: string): void {
  const folder = file.path.split('/', 2).join('/');
  const manifest: unknown = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const named = ['dependencies', 'optionalDependencies', 'peerDependencies'].some((kind) => {
    const list: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, kind) : undefined;
    return typeof list === 'object' && list !== null && name in list;
  });
  if (!named) problems.push(`${file.path}: ${folder}/package.json does not name ${name}`);
}

/** Depth first; a file met again while it is still open closes a cycle. Imports of types alone are erased and make none. */
function checkCycles(): void {
  const byPath = new Map(product.map((file) => [file.path, file]));
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
}

function checkEnvironment(): void {
  for (const file of product) {
    if (file.readsEnvironment && !file.path.endsWith('/config.ts'))
      problems.push(`${file.path}: process.env is read in config.ts only`);
  }
}

/** Values that are exported and used by no other file: neither by the product nor by tests, scripts or benchmarks. */
function checkExports(): void {
  const taken = new Map<string, Set<string>>();
  for (const { imports } of files) {
    for (const { target, names } of imports) {
      const set = taken.get(target) ?? new Set();
      for (const name of names) set.add(name);
      taken.set(target, set);
    }
  }
  for (const file of product) {
    if (isEntry(file.path)) continue;
    const names = taken.get(file.path);
    for (const name of file.exportedValues) {
      if (names?.has('*') !== true && names?.has(name) !== true) problems.push(`${file.path}: nothing imports ${name}`);
    }
  }
}

/** Package entries and the page's first script have their users outside. */
function isEntry(path: string): boolean {
  return /(\/index\.ts|\/main\.tsx?)$/.test(path);
}
