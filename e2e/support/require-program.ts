/** Programs that npm cannot install. The start of the tests looks for them and tells their paths in these variables. */
const programs = {
  chromium: { variable: 'TACHO_CHROMIUM', toInstall: 'on Debian: apt-get install chromium' },
} as const;

/**
 * The path of a system program, or `undefined` where there is none: give that to `describe.skipIf`, and the tests are
 * listed as not run. With `TACHO_REQUIRE_ALL=1` a missing one fails, so that a full run cannot pass by leaving tests out.
 */
export function requireProgram(name: keyof typeof programs): string | undefined {
  const { variable, toInstall } = programs[name];
  const path = process.env[variable];
  if (path !== undefined && path !== '') return path;
  if (process.env['TACHO_REQUIRE_ALL'] === '1') {
    throw new Error(`${name} is missing and TACHO_REQUIRE_ALL=1 is set (${toInstall})`);
  }
  return undefined;
}
