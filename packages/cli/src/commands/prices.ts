import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  listPrices,
  loadPrices,
  PriceFileError,
  readUserPrices,
  type ListPrice,
} from '@tachograph/client/rollout/history';

import { defineCommand } from '../command.js';
import { configOptions } from '../config.js';
import { CliError } from '../errors.js';
import { exitCodes } from '../exit.js';
import { renderTable, type TableColumn } from '../terminal/render-table.js';

interface PricesFlags {
  readonly set?: string;
  readonly unset?: string;
  readonly json?: true;
}

/** File of the user's own prices in the data directory. */
export const pricesFile = 'prices.json';

/** `tacho prices`: what tokens cost at list price, and one's own prices in their place. */
export const prices = defineCommand<PricesFlags>({
  name: 'prices',
  summary: 'Show the prices that costs are estimated with, or put your own in their place.',
  group: 'Ask',
  examples: [
    ['prices', 'the price table'],
    ['prices --set my-model=1.25,0.125,10', 'your own price of a model: input, cached input, output'],
  ],
  configure(command) {
    configOptions(command, 'dataDir');
    command
      .option(
        '--set <price>',
        'your own price as MODEL=INPUT,CACHED,OUTPUT[,CACHE-WRITE], US dollars for a million tokens',
      )
      .option('--unset <model>', 'take your own price away')
      .option('--json', 'print {"rows":[…]}');
  },
  async run({ config, terminal }, flags) {
    const path = join(config.dataDir, pricesFile);
    try {
      if (flags.set !== undefined || flags.unset !== undefined) await change(path, flags);
      const { rows, version } = loadPrices(path);
      if (flags.json === true) {
        terminal.out(`${JSON.stringify({ version, checked: listPrices.checked, source: listPrices.source, rows })}\n`);
        return exitCodes.done;
      }
      const number = (value: number | null): string => (value === null ? '–' : String(value));
      const column = (head: string, cells: readonly string[], align: 'left' | 'right' = 'right'): TableColumn => ({
        head,
        align,
        cells,
      });
      const columns = [
        column(
          'model',
          rows.map((row) => row.model),
          'left',
        ),
        column(
          'input',
          rows.map((row) => number(row.inputUsd)),
        ),
        column(
          'cached input',
          rows.map((row) => number(row.cachedInputUsd)),
        ),
        column(
          'cache write',
          rows.map((row) => number(row.cacheWriteUsd)),
        ),
        column(
          'output',
          rows.map((row) => number(row.outputUsd)),
        ),
        column(
          'from',
          rows.map((row) => (row.origin === 'user' ? pricesFile : 'list')),
          'left',
        ),
      ];
      terminal.out(renderTable(columns, { width: terminal.columns, color: terminal.color }));
      terminal.out(
        `\nUS dollars for a million tokens; list ${version}, checked ${listPrices.checked}.\nSource: ${listPrices.source}.\n` +
          'Costs are estimates at list price; a model that is not here counts as unpriced.\n',
      );
      return exitCodes.done;
    } catch (error) {
      if (error instanceof PriceFileError)
        throw new CliError('bad_config', `${path}: ${error.message}`, { cause: error });
      throw error;
    }
  },
});

async function change(path: string, { set, unset }: PricesFlags): Promise<void> {
  const own: Record<string, ListPrice> = { ...readUserPrices(path) };
  if (unset !== undefined) delete own[unset];
  if (set !== undefined) {
    const [model, values = ''] = set.split('=', 2);
    const [inputUsd, cachedInputUsd, outputUsd, cacheWriteUsd = null] = values.split(',').map(priceOf);
    if (model === undefined || model === '' || inputUsd == null || outputUsd == null) {
      throw new CliError('bad_argument', '--set wants MODEL=INPUT,CACHED,OUTPUT, such as gpt-5=1.25,0.125,10');
    }
    own[model] = { inputUsd, cachedInputUsd: cachedInputUsd ?? null, cacheWriteUsd, outputUsd };
  }
  const models = Object.fromEntries(
    Object.entries(own).map(([model, price]) => [
      model,
      {
        input: price.inputUsd,
        cached_input: price.cachedInputUsd,
        cache_write: price.cacheWriteUsd,
        output: price.outputUsd,
      },
    ]),
  );
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify({ models }, null, 2)}\n`, { mode: 0o600 });
}

function priceOf(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
