import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import { findSystemPrograms } from './scripts/system-programs.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Workspace packages are tested from their sources; child processes that a test starts run what was built. */
const alias = [
  { find: '@tachograph/client/config', replacement: `${root}packages/client/src/config.ts` },
  { find: /^@tachograph\/(client|collector)\/(.+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
  { find: /^@tachograph\/(client|collector)$/, replacement: `${root}packages/$1/src/index.ts` },
  { find: /^@tachograph\/cli$/, replacement: `${root}packages/cli/src/main.ts` },
];

export default defineConfig({
  resolve: { alias },
  test: {
    // Not threads: the embedded database crashes at the end of a worker thread.
    pool: 'forks',
    env: { TZ: 'UTC', ...findSystemPrograms().found },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Each starts several processes (Codex, collector, database, browser): one file at a time on two cores.
        test: { name: 'e2e', include: ['e2e/**/*.test.ts'], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
