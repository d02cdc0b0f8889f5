import { configKeys, type ConfigKey } from '@tachograph/cli';

import { code, markdownTable, pageHead } from './markdown.js';

/** `docs/config.md`: every setting of the command line. */
export function configPage(): string {
  const rows = Object.values(configKeys).map((key: ConfigKey<unknown>) => [
    key.flag === undefined ? '' : code(key.flag),
    key.environment.map(code).join(', '),
    key.file === undefined ? '' : code(key.file),
    key.description,
    key.unit,
    key.defaultText,
  ]);
  return `${pageHead(
    'Configuration',
    '`packages/cli/src/config.ts`',
    'A flag counts before the environment, the environment before `config.toml` in the data directory, that before the default. `tacho doctor` prints each value and where it comes from. Not every command takes every flag: see `tacho help COMMAND`. `NO_COLOR` turns colour off.',
  )}\n${markdownTable(['Flag', 'Environment', '`config.toml`', 'Meaning', 'Form', 'Default'], rows)}`;
}
