import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { main } from '@tachograph/cli';
import { describe, expect, it } from 'vitest';

import { root } from './source-files.js';

const folders = [
  '.',
  'docs',
  'docs/decisions',
  'e2e',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
];
const pages = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name)),
);
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
  it('links to files that are there', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)/g)].map(([, path]) => path ?? '');
    expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
  });

  it('names commands and flags of tacho that there are', async () => {
    const lines = [...textOf(page).matchAll(/\btacho(?:\.js)? ([a-z]+)((?: [^`|\n#]*)?)/g)];
    const unknown: string[] = [];
    for (const [line, command = '', rest = ''] of lines) {
      const help = await helpOf(command);
      // A sentence may say "tacho is"; a line of a shell or in backticks names a command.
      if (help === null) {
        if (textOf(page).includes(`\`${line}`) || textOf(page).includes(`npx ${line}`)) unknown.push(line);
        continue;
      }
      const flags = rest.split(' -- ')[0]?.match(/(?<=\s)--[a-z-]+/g) ?? [];
      unknown.push(...flags.filter((flag) => !help.includes(`${flag} `)).map((flag) => `${line}: ${flag}`));
    }
    expect(unknown).toEqual([]);
  });
});

it('the alerts for a team name metrics that there are', () => {
  const sources = ['collector-metrics.ts', 'collector.ts', 'spool-metrics.ts', 'metrics.ts'];
  const told = sources.map((name) => textOf(`packages/collector/src/${name}`)).join();
  const named = new Set(textOf('docs/operations.md').match(/\btacho_[a-z_]+/g));
  expect([...named].filter((name) => !told.includes(`'${name}'`))).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});

it('the list of end-to-end tests names each of them', () => {
  const tests = readdirSync(join(root, 'e2e')).filter((name) => name.endsWith('.test.ts'));
  const named = [...textOf('e2e/README.md').matchAll(/^\| `([\w-]+\.test\.ts)`/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(tests.toSorted());
});

/** What `tacho COMMAND --help` prints; null when there is no such command. */
async function helpOf(command: string): Promise<string | null> {
  if (command === 'help') return '';
  let out = '';
  const code = await main([command, '--help'], {
    out: (text) => void (out += text),
    err: () => {},
    columns: null,
    color: false,
  });
  return code === 0 && out.startsWith(`Usage: tacho ${command}`) ? out : null;
}
