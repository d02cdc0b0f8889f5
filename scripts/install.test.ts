import { describe, expect, it } from 'vitest';

import { isInstalled } from './install.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'packages/cli': { version: '0.1.0' },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/vitest': { version: '4.1.0', dev: true },
  'node_modules/chdb': { version: '3.4.0', optional: true },
};
const plain = { 'node_modules/hono': { version: '4.0.0' } };

describe('what is installed', () => {
  it('is enough to start without what only tests need, and without packages of other platforms', () => {
    expect(isInstalled(wanted, plain, false)).toBe(true);
    expect(isInstalled(wanted, plain, true)).toBe(false);
    expect(isInstalled(wanted, { ...plain, 'node_modules/vitest': { version: '4.1.0' } }, true)).toBe(true);
  });

  it('is not enough when a package is missing or has another version', () => {
    expect(isInstalled(wanted, {}, false)).toBe(false);
    expect(isInstalled(wanted, { 'node_modules/hono': { version: '3.9.0' } }, false)).toBe(false);
    expect(isInstalled(wanted, { ...plain, 'node_modules/chdb': { version: '3.3.0' } }, false)).toBe(false);
  });
});
