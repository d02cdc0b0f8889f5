/** The events behind a number: a SELECT on the SQL page, under the filters in force. */
import { linkTo, queryFilters, spanOf, type Filters } from './address.js';

/** Types of events that stand for a call of a tool. */
export const toolEvents = [
  'codex_command_execution_event',
  'codex_file_change_event',
  'codex_mcp_tool_call_event',
  'codex_dynamic_tool_call_event',
  'codex_collab_agent_tool_call_event',
  'codex_web_search_event',
  'codex_image_generation_event',
  'codex_control_tool_call_event',
] as const;

/** Types of events that tell of tokens: a turn event where a turn has no answers of models. */
export const tokenEvents = ['tacho_model_response', 'codex_turn_event'] as const;

/** What an event must be like: columns with the value, or one of the values, that they must have. */
export type EventConditions = Readonly<Record<string, string | readonly string[]>>;

/** Events shown; the statement is there to be changed. */
const rowsMax = 200;

/** Address of the counted events that meet the conditions, with the columns that tell them apart. */
export function eventRows(conditions: EventConditions, columns: readonly string[] = []): string {
  return linkTo('sql', { q: eventsStatement({ conditions, columns, filters: queryFilters.value }) });
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
    // Several values of a filter are told apart by commas.
    ...Object.entries(dimensions).map(([column, value]) =>
      condition(column, value.includes(',') ? value.split(',') : value),
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

function condition(column: string, value: string | readonly string[]): string {
  return typeof value === 'string'
    ? `${column} = ${literal(value)}`
    : `${column} IN (${value.map(literal).join(', ')})`;
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
