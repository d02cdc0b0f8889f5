import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Workspace packages are tested from their sources; child processes that a test starts run what was built. */
const alias = [
  { find: /^@tachograph\/(client|collector)\/(.+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
  { find: /^@tachograph\/(client|collector)$/, replacement: `${root}packages/$1/src/index.ts` },
  { find: /^@tachograph\/cli$/, replacement: `${root}packages/cli/src/main.ts` },
];

export default defineConfig({
  resolve: { alias },
  test: {
    pool: 'forks',
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
    env: { TZ: 'UTC' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
