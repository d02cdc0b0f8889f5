/** Where answers come from: the collector that was named, else the one that holds the data directory, else the directory itself. */
import type { Config } from './config.js';
import { httpAsker } from './ask-http.js';
import { requireDataDirectory } from './data-directory.js';
import { findCollector } from './local-collector.js';

/** One row of an answer. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** An answer, and whether it is about the bundled recordings. */
export interface Answer {
  readonly rows: readonly AnswerRow[];
  readonly sample: boolean;
  /** Only there while the collector makes its sums anew: days that are still missing in them. */
  readonly incomplete?: { readonly days_left: number };
}

/** Something that can be asked. */
export interface Asker {
  /** Asks a query by its name; parameters as text, as in the address of the API. */
  readonly query: (name: string, params: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Asks one SELECT. */
  readonly sql: (statement: string) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Opens what can be asked under these settings; the caller closes it. */
export async function openAsker(config: Pick<Config, 'collectorUrl' | 'token' | 'dataDir'>): Promise<Asker> {
  const collector = await findCollector(config);
  if (collector !== null) return httpAsker(collector);
  await requireDataDirectory(config.dataDir);
  const { openStoreAsker } = await import('./ask-store.js');
  return openStoreAsker(config.dataDir);
}
