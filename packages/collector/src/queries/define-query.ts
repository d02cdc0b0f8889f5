/** One question that the collector answers: its SQL, what can be asked of it, and what each column of an answer means. */
export interface QueryDefinition<
  Params extends QueryParams = QueryParams,
  Columns extends QueryColumns = QueryColumns,
> {
  /** Name in `GET /api/queries/NAME` and `tacho query NAME`. */
  readonly name: string;
  /** One sentence: the question. */
  readonly summary: string;
  readonly params: Params;
  readonly columns: Columns;
  /** ClickHouse SQL, one SELECT. Values come in as `{name:Type}` parameters only. */
  readonly sql: string;
}

export type QueryParams = Readonly<Record<string, QueryParam>>;
export type QueryColumns = Readonly<Record<string, QueryColumn>>;

/** Something that can be asked of a query: a flag of `tacho query`, a parameter of the address. */
export interface QueryParam {
  /** One sentence with the unit or the form of the value. */
  readonly description: string;
  /** The value that stands for "not given". */
  readonly fallback: string | number;
  /** Makes the value that is bound into the SQL; throws an Error with a short reason. */
  readonly parse: (raw: string, nowMs: number) => string | number;
}

/** One column of an answer. `docs/metrics.md` is made from these. */
export interface QueryColumn {
  readonly kind: 'string' | 'int' | 'float' | 'bool' | 'strings';
  /** Unit (`tokens`, `ms`, `usd`, `ratio`, …) or form (`id`, `name`, `date`, `unix_ms`) of the value. */
  readonly unit: string;
  readonly nullable?: boolean;
  /** What the number counts, and what it leaves out. */
  readonly description: string;
}

type KindType<Kind extends QueryColumn['kind']> = Kind extends 'string'
  ? string
  : Kind extends 'bool'
    ? boolean
    : Kind extends 'strings'
      ? readonly string[]
      : number;

/** One row of an answer to a query. */
export type RowOf<Definition extends QueryDefinition> = {
  readonly [Name in keyof Definition['columns']]:
    | KindType<Definition['columns'][Name]['kind']>
    | (Definition['columns'][Name] extends { readonly nullable: true } ? null : never);
};

/** Declares a query; see CONTRIBUTING, "Add a query". */
export function defineQuery<const Params extends QueryParams, const Columns extends QueryColumns>(
  definition: QueryDefinition<Params, Columns>,
): QueryDefinition<Params, Columns> {
  return definition;
}

/** What the store is given to answer a query. */
export interface PreparedQuery {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A parameter that a query does not have, or a value that it cannot take. The message is for the asker. */
export class QueryParamError extends Error {
  override readonly name = 'QueryParamError';
}

/** Binds what was asked; `nowMs` is what relative times such as `7d` count from. */
export function prepareQuery(
  definition: QueryDefinition,
  asked: Readonly<Record<string, string>>,
  nowMs: number,
): PreparedQuery {
  const unknown = Object.keys(asked).find((name) => !Object.hasOwn(definition.params, name));
  if (unknown !== undefined) {
    const known = Object.keys(definition.params).join(', ');
    throw new QueryParamError(`${definition.name} has no parameter ${JSON.stringify(unknown)}; it has: ${known}`);
  }
  const params: Record<string, string | number> = {};
  for (const [name, param] of Object.entries(definition.params)) {
    const raw = asked[name];
    params[name] = raw === undefined || raw === '' ? param.fallback : parsed(name, param, raw, nowMs);
  }
  return { sql: definition.sql, params };
}

function parsed(name: string, param: QueryParam, raw: string, nowMs: number): string | number {
  try {
    return param.parse(raw, nowMs);
  } catch (error) {
    throw new QueryParamError(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
