// Makes one file of what a tap loads to observe (`packages/cli/src/observer-parts.ts`), out of what was compiled. A tap starts
// with every session of an agent: hundreds of small files take 300 ms of CPU to find and load, one takes 40.
// The tap prefers the bundle as long as nothing was compiled after it. Plain Node, in a process of its own: it needs vite.
import { join } from 'node:path';

import { build } from 'vite';

import { root } from './steps.mjs';

const dist = join(root, 'packages', 'cli', 'dist');
await build({
  configFile: false,
  logLevel: 'warn',
  root: join(root, 'packages', 'cli'),
  publicDir: false,
  build: {
    ssr: true,
    outDir: dist,
    emptyOutDir: false,
    // Half as much to read and compile at every start.
    minify: true,
    target: 'node20',
    // The licences of what is bundled ask to go with it.
    license: { fileName: 'third-party-licenses.md' },
    rollupOptions: {
      input: { 'observer-bundle': join(dist, 'observer-parts.js') },
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
});
