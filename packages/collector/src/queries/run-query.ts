import { CollectorError } from '../errors.js';
import type { BoundParams, BoundValue, Row } from '../store/store.js';
import { filterNames, type FilterName, type QueryDefinition, type QueryParam, type SqlInput } from './define-query.js';
import { parseMoment, timeZoneOf } from './parse-moment.js';
import { priceParams, priceTypes, type PriceParam } from './price-params.js';

/** A statement and what is bound to its placeholders. */
export interface BoundQuery {
  readonly sql: string;
  readonly params: BoundParams;
}

/** Parameters as they come from an address or a command line. */
export type RawParams = Readonly<Record<string, string>>;

const quarterMs = 900_000;

const moments = ['since', 'until'] as const;

/** Binds a query. `nowMs` is what spans such as `7d` count back from; `pricesFile` holds the user's own prices. */
export function bindQuery(
  definition: QueryDefinition,
  raw: RawParams,
  nowMs: number,
  pricesFile: string | null = null,
): BoundQuery {
  const bound: Record<string, BoundValue> = {};
  const given = new Set<string>();
  const tz = raw['tz'] === undefined || raw['tz'] === '' ? 'UTC' : timeZoneOf(raw['tz']);
  if (tz === null) throw invalid('tz', 'It is no IANA time zone.');
  for (const [name, text] of Object.entries(raw)) {
    if (text === '') continue;
    if (isFilter(name)) bindFilter(name, text, tz, nowMs, bound);
    else bindOwn(name, text, definition.params[name], bound);
    given.add(name);
  }
  for (const [name, param] of Object.entries(definition.params)) {
    if (given.has(name) || param.fallback === undefined) continue;
    bound[name] = param.fallback;
    given.add(name);
  }
  const used = new Set<string>();
  const cuts = (name: 'since' | 'until'): boolean => Number(bound[name] ?? 0) % quarterMs !== 0;
  const input = sqlInput(definition, given, used, cuts);
  const sql = definition.sql(input).trim();
  if (used.has('tz')) bound['tz'] = tz;
  for (const name of moments) bound[`${name}_quarter`] = Math.floor(Number(bound[name] ?? 0) / quarterMs) * quarterMs;
  if (used.has('price_models')) Object.assign(bound, priceParams(pricesFile));
  return { sql, params: Object.fromEntries(Object.entries(bound).filter(([name]) => used.has(name))) };
}

/** The statement as it stands when no filter is given, for reading. */
export function plainSql(definition: QueryDefinition): string {
  return bindQuery(definition, {}, 0).sql;
}

/** Values as the columns say: truth values are true or false, not 1 or 0. */
export function shapeRows(definition: QueryDefinition, rows: readonly Row[]): readonly Row[] {
  const bools = Object.entries(definition.columns).filter(([, column]) => column.kind === 'bool');
  if (bools.length === 0) return rows;
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(bools.map(([name]) => [name, row[name] === null ? null : Boolean(row[name])])),
  }));
}

function sqlInput(
  definition: QueryDefinition,
  given: ReadonlySet<string>,
  used: Set<string>,
  cuts: SqlInput['cuts'],
): SqlInput {
  const moment = (name: string): string => {
    used.add(name);
    return `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
  };
  const param = (name: string): string => {
    used.add(name);
    if (name === 'tz') return '{tz:String}';
    if (name === 'since' || name === 'until') return moment(name);
    if (isFilter(name)) return `{${name}:Array(String)}`;
    if (isPrice(name)) return `{${name}:${priceTypes[name]}}`;
    return `{${name}:${definition.params[name]?.kind === 'int' ? 'Int64' : 'String'}}`;
  };
  return {
    has: (name) => given.has(name),
    cuts,
    quarterOf: (name) => moment(`${name}_quarter`),
    param,
    where: ({ time = 'occurred_at', prefix = '', except = [] } = {}) => {
      const conditions: string[] = [];
      for (const name of filterNames) {
        if (!given.has(name) || except.includes(name) || name === 'tz') continue;
        if (name === 'since' || name === 'until') {
          if (time !== null) conditions.push(`${prefix}${time} ${name === 'since' ? '>=' : '<'} ${param(name)}`);
        } else conditions.push(`${prefix}${name} IN ${param(name)}`);
      }
      return conditions.length === 0 ? '1' : conditions.join(' AND ');
    },
  };
}

function bindFilter(
  name: FilterName,
  text: string,
  tz: string,
  nowMs: number,
  bound: Record<string, BoundValue>,
): void {
  if (name === 'tz') return;
  if (name === 'since' || name === 'until') {
    const ms = parseMoment(text, { tz, nowMs, endOfDay: name === 'until' });
    if (ms === null) throw invalid(name, 'Give an ISO date or time, or a span such as 7d.');
    // A span counts back from the quarter of an hour that runs: roll-ups hold whole quarters.
    bound[name] = /^\d+[mhdw]$/.test(text) ? ms - (ms % quarterMs) : ms;
    return;
  }
  // A name may hold a comma itself: then it is meant as a whole, too.
  bound[name] = text.includes(',') ? [text, ...text.split(',').slice(0, 200)] : [text];
}

function bindOwn(name: string, text: string, param: QueryParam | undefined, bound: Record<string, BoundValue>): void {
  if (param === undefined) throw invalid(name, 'It is not known here.');
  if (param.kind === 'string') {
    if (param.values !== undefined && !param.values.includes(text)) {
      throw invalid(name, `Give one of ${param.values.join(', ')}.`);
    }
    bound[name] = text;
    return;
  }
  if (!/^\d{1,15}$/.test(text)) throw invalid(name, 'Give a whole number.');
  if (Number(text) > (param.max ?? Number.MAX_SAFE_INTEGER)) throw invalid(name, `Give at most ${param.max}.`);
  bound[name] = Number(text);
}

function isPrice(name: string): name is PriceParam {
  return Object.hasOwn(priceTypes, name);
}

function isFilter(name: string): name is FilterName {
  return (filterNames as readonly string[]).includes(name);
}

function invalid(name: string, detail: string): CollectorError {
  return new CollectorError('parameter_invalid', { detail: `${name.slice(0, 40)}: ${detail}` });
}
