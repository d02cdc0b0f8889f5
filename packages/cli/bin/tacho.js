#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  // Not process.exit: what is still on its way to a pipe has to arrive.
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write('tacho is not built yet. Run: npm ci && npm run build\n');
  process.exitCode = 1;
}
