/** The events behind a number: a SELECT on the SQL page, under the filters in force. */
import { linkTo, queryFilters, spanOf, type Filters } from './address.js';

/** Types of events that stand for a call of a tool, by what the queries call the kind of tool. */
const eventOfTool: Readonly<Record<string, string>> = {
  command: 'codex_command_execution_event',
  'file change': 'codex_file_change_event',
  'MCP tool': 'codex_mcp_tool_call_event',
  'dynamic tool': 'codex_dynamic_tool_call_event',
  'sub-agent': 'codex_collab_agent_tool_call_event',
  'web search': 'codex_web_search_event',
  'image generation': 'codex_image_generation_event',
  'control tool': 'codex_control_tool_call_event',
};

/** All of them. */
export const toolEvents = Object.values(eventOfTool);

/** Type of the events of a kind of tool; a kind without a name of its own is called like its type. */
export function toolEvent(kind: unknown): string {
  return eventOfTool[String(kind)] ?? String(kind);
}

/** Types of events that tell of tokens: a turn event where a turn has no answers of models. */
export const tokenEvents = ['tacho_model_response', 'codex_turn_event'] as const;

/**
 * What a column must be: a value (an empty one stands for none), one of several, none of several, a number in a range, no number
 * or 0, or a moment some time after that of another column.
 */
export type EventCondition =
  | string
  | readonly string[]
  | { readonly not: readonly string[] }
  | { readonly from: number; readonly below?: number }
  | { readonly zeroOrNone: true }
  | { readonly after: string; readonly minutes: number };

/**
 * What an event must be like, by column; `props.NAME` is a field that has no column, `A|B` the first of them that is not
 * empty.
 */
export type EventConditions = Readonly<Record<string, EventCondition>>;

/** Events shown; the statement is there to be changed. */
const rowsMax = 200;

/** Address of the counted events that meet the conditions, with the columns that tell them apart. */
export function eventRows(
  conditions: EventConditions,
  columns: readonly string[] = [],
  filters: Filters = queryFilters.value,
): string {
  return linkTo('sql', { q: eventsStatement({ conditions, columns, filters }) });
}

/** The filters in force, narrowed to one day. */
export function onDay(day: unknown): Filters {
  return { ...queryFilters.value, since: String(day), until: String(day) };
}

/** Address of the events of a source, those that do not count included. */
export function storedEventRows(conditions: EventConditions): string {
  const columns = ['source', 'counted', 'received_at'];
  return linkTo('sql', { q: eventsStatement({ table: 'events', conditions, columns, filters: queryFilters.value }) });
}

/** What a statement about single events asks for. */
export type EventsStatement = {
  readonly table?: string;
  readonly conditions: EventConditions;
  readonly columns: readonly string[];
  readonly filters: Filters;
};

export function eventsStatement({ table = 'counted_events', conditions, columns, filters }: EventsStatement): string {
  const { since, until, tz = 'UTC', ...dimensions } = filters;
  const wanted = [
    ...Object.entries(conditions).map(([column, value]) => condition(column, value)),
    // Several values of a filter are told apart by commas, which a name may hold itself.
    ...Object.entries(dimensions).map(([column, value]) =>
      condition(column, value.includes(',') ? [value, ...value.split(',')] : value),
    ),
    ...(since === undefined ? [] : [`occurred_at >= ${moment(since, tz)}`]),
    ...(until === undefined ? [] : [`occurred_at < ${moment(until, tz)}${isDay(until) ? ' + INTERVAL 1 DAY' : ''}`]),
  ];
  const shown = ['occurred_at', 'event_type', 'thread_id', 'turn_id', 'project', 'model', ...columns, 'props'];
  return [
    `SELECT ${shown.join(', ')}`,
    `FROM ${table}`,
    ...(wanted.length === 0 ? [] : [`WHERE ${wanted.join('\n  AND ')}`]),
    `ORDER BY occurred_at DESC`,
    `LIMIT ${rowsMax}`,
  ].join('\n');
}

function condition(name: string, value: EventCondition): string {
  if (value === '') return `${orEmpty(name)} = ''`;
  const column = name.includes('|') ? orEmpty(name) : expressionOf(name);
  if (typeof value === 'string') return `${column} = ${literal(value)}`;
  if ('not' in value) return `${orEmpty(name)} NOT IN (${value.not.map(literal).join(', ')})`;
  if ('zeroOrNone' in value) return `ifNull(${column}, 0) = 0`;
  if ('after' in value) return `${column} > ${value.after} + INTERVAL ${value.minutes} MINUTE`;
  if ('from' in value)
    return `${column} >= ${value.from}${value.below === undefined ? '' : ` AND ${column} < ${value.below}`}`;
  return `${column} IN (${value.map(literal).join(', ')})`;
}

function orEmpty(name: string): string {
  const [first = '', ...others] = name.split('|').map(expressionOf);
  if (others.length === 0) return `ifNull(${first}, '')`;
  return `coalesce(${[first, ...others].map((one) => `nullIf(${one}, '')`).join(', ')}, '')`;
}

function expressionOf(name: string): string {
  if (!name.startsWith('props.')) return name;
  return `JSONExtractString(props, ${name.split('.').slice(1).map(literal).join(', ')})`;
}

function moment(text: string, tz: string): string {
  const span = spanOf(text);
  if (span !== null) return `now() - INTERVAL ${span.count} ${span.unit}`;
  return isDay(text)
    ? `toDateTime(${literal(`${text} 00:00:00`)}, ${literal(tz)})`
    : `parseDateTimeBestEffort(${literal(text)}, ${literal(tz)})`;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

/** A text in SQL. Names come from repositories and clients: a quote or a backslash must not end it. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
