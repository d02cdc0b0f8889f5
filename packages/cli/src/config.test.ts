import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { configKeys, resolveConfig } from './config.js';

/** A data directory with this configuration file. */
async function dataDirWith(toml: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tacho-config-'));
  await writeFile(join(folder, 'config.toml'), toml);
  return folder;
}

describe('configuration', () => {
  it('takes the flag before the environment, that before the file, that before the default', async () => {
    const dataDir = await dataDirWith('port = 1111\nhost = "127.0.0.2"\n');
    const environment = { TACHO_HOME: dataDir, TACHO_PORT: '2222' };
    const byFlag = await resolveConfig({ port: '3333' }, environment);
    expect(byFlag.config.port).toBe(3333);
    expect(byFlag.origins.port).toEqual({ kind: 'flag', name: '--port' });
    const byEnvironment = await resolveConfig({}, environment);
    expect(byEnvironment.config.port).toBe(2222);
    expect(byEnvironment.origins.port).toEqual({ kind: 'environment', name: 'TACHO_PORT' });
    const byFile = await resolveConfig({}, { TACHO_HOME: dataDir });
    expect(byFile.config).toMatchObject({ port: 1111, host: '127.0.0.2' });
    expect(byFile.origins.port).toEqual({ kind: 'file', name: 'port' });
    const byDefault = await resolveConfig({}, { XDG_DATA_HOME: '/nowhere' });
    expect(byDefault.config).toMatchObject({ port: 4620, host: '127.0.0.1', privacy: 'wire', disabled: false });
    expect(byDefault.origins.port).toEqual({ kind: 'default' });
  });

  it('keeps data below XDG_DATA_HOME, and ignores a relative one', async () => {
    expect((await resolveConfig({}, { XDG_DATA_HOME: '/data' })).config.dataDir).toBe('/data/tachograph');
    expect((await resolveConfig({}, { XDG_DATA_HOME: 'data' })).config.dataDir).toMatch(
      /\/\.local\/share\/tachograph$/,
    );
  });

  it('is frozen', async () => {
    expect(Object.isFrozen((await resolveConfig({}, { XDG_DATA_HOME: '/nowhere' })).config)).toBe(true);
  });

  it.each(['TACHO_DISABLED', 'DO_NOT_TRACK'])('%s turns everything off', async (name) => {
    expect((await resolveConfig({}, { XDG_DATA_HOME: '/nowhere', [name]: '1' })).config.disabled).toBe(true);
    expect((await resolveConfig({}, { XDG_DATA_HOME: '/nowhere', [name]: '' })).config.disabled).toBe(false);
  });

  it.each([
    [{ TACHO_PORT: '65536' }, 'TACHO_PORT: must be a whole number from 0 to 65535'],
    [{ TACHO_PRIVACY: 'none' }, 'TACHO_PRIVACY: must be `wire` or `strict`'],
    [{ TACHO_COLLECTOR_URL: 'ftp://x' }, 'TACHO_COLLECTOR_URL: must be an http or https URL'],
    [{ TACHO_DISABLED: 'maybe' }, 'TACHO_DISABLED: must be `1` or `0`'],
  ])('refuses %o as wrong use, by the name of the variable', async (environment, message) => {
    await expect(resolveConfig({}, { XDG_DATA_HOME: '/nowhere', ...environment })).rejects.toMatchObject({
      code: 'bad_config',
      exitCode: 2,
      message,
    });
  });

  it('refuses a value of the file by the name of the file and of the setting', async () => {
    const folder = await dataDirWith('port = "x"\n');
    await expect(resolveConfig({}, { TACHO_HOME: folder })).rejects.toThrow(
      'config.toml: port: must be a whole number from 0 to 65535',
    );
  });

  it('refuses a file with an unknown setting, or that is no TOML', async () => {
    const misspelt = await dataDirWith('prot = 1\n');
    await expect(resolveConfig({}, { TACHO_HOME: misspelt })).rejects.toThrow('there is no setting `prot`');
    const broken = await dataDirWith('port = = 1\n');
    await expect(resolveConfig({}, { TACHO_HOME: broken })).rejects.toThrow('not valid TOML');
  });

  it('never takes a secret from the command line', () => {
    expect(configKeys.token).not.toHaveProperty('flag');
    expect(configKeys.token).not.toHaveProperty('file');
  });
});
