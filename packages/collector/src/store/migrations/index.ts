import type { Store } from '../store.js';
import { firstTables } from './0001-first-tables.js';

/** One step from a shape of the tables to the next. Numbers only grow; a step that was released is never changed. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** Every step, in order. */
export const migrations: readonly Migration[] = [firstTables];

/** Shape that this program reads and writes. */
export const newestShape = migrations[migrations.length - 1]!.number;

/** Only what a migration needs, so that every store can run them. */
export type MigrationStore = Pick<Store, 'command' | 'read'>;
