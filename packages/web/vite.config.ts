import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
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
