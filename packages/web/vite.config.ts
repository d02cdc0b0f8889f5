import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

import { defineConfig, type Plugin } from 'vite';

/** Says in the document that the script of the boards will be needed, so that it is fetched with the one that asks for it. */
const preloadBoards: Plugin = {
  name: 'preload-boards',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const boards = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.name === 'app');
      if (boards === undefined) throw new Error('the script of the boards is not in the bundle');
      return [
        {
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${boards.fileName}` },
          injectTo: 'head',
        },
      ];
    },
  },
};

/** Puts a compressed form beside each script and style, which the collector sends to those who take it. */
const precompress: Plugin = {
  name: 'precompress',
  writeBundle({ dir = '' }) {
    const assets = join(dir, 'assets');
    for (const name of readdirSync(assets).filter((one) => /\.(js|css)$/.test(one))) {
      const bytes = readFileSync(join(assets, name));
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
    }
  },
};

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [preloadBoards, precompress],
  build: {
    target: 'es2022',
    // The polyfill is an inline script, which the page's Content-Security-Policy refuses.
    modulePreload: { polyfill: false },
    // Inlined assets are data: addresses, which the same policy refuses.
    assetsInlineLimit: 0,
    sourcemap: false,
    // The licences of what is bundled ask to go with it.
    license: { fileName: 'third-party-licenses.md' },
  },
});
