// Who may import what, and from the other end: what does nobody import. Fails on an import that the table does not allow,
// an entry of the table that nothing uses, a cycle, a package that the manifest does not name, `process.env` outside of a
// config.ts, a clock in a pure part, an exported value without a user, and one of an entry without a doc comment. Tests may
// import what they like.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  clockProblems,
  cycleProblems,
  environmentProblems,
  manifestProblems,
  tableProblems,
  undocumentedExports,
  unusedExports,
  type ImportTable,
} from './import-rules.js';
import { readSourceFiles, root } from './source-files.js';

/** `node` is the platform, `type:` allows types alone; a part may always import itself. */
const table: ImportTable = {
  'client/ground': ['node'],
  'client/protocol': ['typebox'],
  'client/facts': ['client/protocol', 'client/ground', 'node'],
  'client/envelope': ['typebox'],
  'client/reducer': ['client/protocol', 'client/facts', 'client/envelope', 'client/ground', 'typebox'],
  'client/deliver': ['client/envelope', 'type:client/reducer', 'client/ground', 'node'],
  'client/tap': ['client/protocol', 'client/facts', 'client/ground', 'node', 'ws', 'fzstd'],
  'client/rollout': [
    'client/protocol',
    'client/facts',
    'client/reducer',
    'client/envelope',
    'client/ground',
    'node',
    'fzstd',
  ],
  // The same as a program would do with the parts: what an embedding program calls.
  'client/library': ['client/protocol', 'client/facts', 'client/reducer', 'client/deliver', 'client/ground', 'node'],
  'client/index': ['client/*'],
  'collector/app': ['collector', 'hono', '@hono/node-server', 'node'],
  'collector/store': ['collector', 'client/*', 'chdb', 'node'],
  collector: ['client/*', 'collector/app', 'collector/store', 'node', 'pino', 'typebox'],
  web: ['type:collector', 'preact', '@preact/signals', 'uplot'],
  cli: ['client/*', 'collector', 'node', 'commander', 'smol-toml', 'string-width'],
};

const files = readSourceFiles();
const product = files.filter((file) => file.path.startsWith('packages/') && !isTest(file.path));
const problems = [
  ...tableProblems(product, table),
  ...manifestProblems(product, packagesNamedBy),
  ...cycleProblems(product),
  ...environmentProblems(product),
  ...clockProblems(product),
  ...unusedExports(product, files),
  ...undocumentedExports(product),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${product.length} files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** `testing/` folders hold what several tests share. */
function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path);
}

function packagesNamedBy(folder: string): ReadonlySet<string> {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const lists = [manifest['dependencies'], manifest['optionalDependencies'], manifest['peerDependencies']];
  return new Set(lists.flatMap((list) => (typeof list === 'object' && list !== null ? Object.keys(list) : [])));
}
