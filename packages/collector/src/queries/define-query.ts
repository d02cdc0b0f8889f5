/** What a value of a result is. */
export type ColumnKind = 'string' | 'int' | 'float' | 'bool' | 'time' | 'date' | 'json';

/** A column of a query's rows. `docs/metrics.md` is made from these. */
export interface QueryColumn {
  readonly kind: ColumnKind;
  /** `ms`, `tokens`, `USD`, …; null for names and plain counts. */
  readonly unit: string | null;
  /** The definition of the number, in words. */
  readonly description: string;
}

/** A parameter beside the filters that every query takes. */
export interface QueryParam {
  readonly kind: 'string' | 'int';
  readonly description: string;
  /** Value when none is given; without one the parameter is left out (see {@link SqlInput.has}). */
  readonly fallback?: string | number;
  /** Largest value of a number. */
  readonly max?: number;
  /** The words that a text may be. */
  readonly values?: readonly string[];
}

/**
 * Filters that every query takes, by the names of the command line: ISO time or a span such as `7d` for the first two,
 * a value (or several, comma-separated) for the others, an IANA name for `tz`.
 */
export const filterNames = ['since', 'until', 'project', 'client', 'model', 'thread_source', 'account', 'tz'] as const;

/** Name of a filter. */
export type FilterName = (typeof filterNames)[number];

/** What {@link QueryDefinition.sql} is given to build its statement. Values never enter the text, only placeholders. */
export interface SqlInput {
  /**
   * The conditions of the given filters, joined by AND (`1` when there are none). `time` is the column that `since`
   * and `until` look at (`occurred_at` unless said otherwise, null for no time filter); `prefix` is put before column
   * names (`e.`); `except` leaves filters out.
   */
  readonly where: (options?: {
    readonly time?: string | null;
    readonly prefix?: string;
    readonly except?: readonly FilterName[];
  }) => string;
  /** Whether a filter or a parameter has a value. */
  readonly has: (name: string) => boolean;
  /** Whether the moment is given and lies within a quarter of an hour: what roll-ups hold is then not enough. */
  readonly cuts: (name: 'since' | 'until') => boolean;
  /**
   * Placeholder of the moment at which the quarter of an hour begins that holds a given one: a constant, for which an index can
   * be asked, and not a function of a column.
   */
  readonly quarterOf: (name: 'since' | 'until') => string;
  /** Placeholder of a parameter (`{limit:Int64}`, `{thread_id:String}`); of `tz`: the viewer's time zone, UTC if not given; of `since`, `until`: a DateTime64. */
  readonly param: (name: string) => string;
}

/** One question and its answer: a SELECT over the tables of `docs/store.md`. */
export interface QueryDefinition<
  Columns extends Readonly<Record<string, QueryColumn>> = Readonly<Record<string, QueryColumn>>,
  Name extends string = string,
> {
  readonly name: Name;
  /** One sentence: what the rows tell. */
  readonly summary: string;
  /** Parameters of its own, beside the filters. */
  readonly params: Readonly<Record<string, QueryParam>>;
  /** Columns of a row, in order. */
  readonly columns: Columns;
  readonly sql: (input: SqlInput) => string;
}

/** A value of a column as it stands in a row. Times are ISO texts in UTC. */
export type ColumnValue<Kind extends ColumnKind> = Kind extends 'int' | 'float'
  ? number
  : Kind extends 'bool'
    ? boolean
    : Kind extends 'json'
      ? unknown
      : string;

/** The row type of a query. */
export type QueryRow<Query> =
  Query extends QueryDefinition<infer Columns>
    ? { readonly [Name in keyof Columns]: ColumnValue<Columns[Name]['kind']> | null }
    : never;

/** Declares a query; see CONTRIBUTING, "Add a query". */
export function defineQuery<const Columns extends Readonly<Record<string, QueryColumn>>, const Name extends string>(
  definition: QueryDefinition<Columns, Name>,
): QueryDefinition<Columns, Name> {
  return definition;
}
