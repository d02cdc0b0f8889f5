import { promotedColumns as flaggedColumns } from '@tachograph/client/reducer';

import { baseColumns, type PromotedColumn } from './columns.js';

const base: ReadonlySet<string> = new Set(baseColumns.map((column) => column.name));

/**
 * The fields with a column of their own: those that the schemas of the events flag, save the ones that every event has
 * in some form and that are filled for all (thread, turn, client, model …). Flagging one more is a migration: the store
 * adds the column when it opens.
 */
export const promotedColumns: readonly PromotedColumn[] = flaggedColumns()
  .filter(({ column }) => !base.has(column))
  .map(({ column, paths, kind }) => ({ column, paths, kind }));
