// Adds to package-lock.json the optional packages for other platforms that npm left out because the registry it asked did
// not have them: with such gaps `npm ci` refuses the whole file. They get no checksum; npm fills it in when it can.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './steps.mjs';

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const platform =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(\w+))?$/;
let added = 0;

for (const one of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(one.optionalDependencies ?? {})) {
    const [, os, cpu, abi = ''] = platform.exec(name) ?? [];
    if (os === undefined || `node_modules/${name}` in lock.packages || !/^\d/.test(version)) continue;
    const libc = os === 'linux' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
    const dev = one.dev === true ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = { version, cpu: [cpu], ...dev, ...libc, optional: true, os: [os] };
    added += 1;
  }
}

const [self, ...others] = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries([self, ...others]);
if (added > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages added to package-lock.json\n`);
