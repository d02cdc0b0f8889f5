import type { WireEvent } from '@tachograph/client/envelope';

import { baseColumns, type PromotedColumn } from '../store/columns.js';
import { promotedColumns } from '../store/promoted-columns.js';
import { hashText, type DeliveryHash } from './delivery-filter.js';
import type { LoadedEvent } from './read-events.js';
import type { Dimensions } from './thread-states.js';

/** Columns of a row, in the order that {@link encodeEventRow} writes them. */
export const eventRowColumns: readonly string[] = [
  ...baseColumns.map((column) => column.name),
  ...promotedColumns.map((column) => column.column),
  'props',
];

/** What was decided about an event before its row is written. */
export interface EventDecision {
  readonly day: string;
  readonly threadId: string;
  readonly turnId: string;
  readonly hash: DeliveryHash;
  readonly counted: boolean;
  readonly speaker: string;
  readonly dimensions: Dimensions;
}

/** Moment beyond which the engine's time type ends. */
const latestMs = Date.UTC(2299, 0, 1) - 1;

/** One row in tab-separated form. */
export function encodeEventRow(loaded: LoadedEvent, decision: EventDecision): string {
  const { envelope, event } = loaded;
  const { dimensions } = decision;
  const { cells, props } = promote(event);
  return [
    escape(event.event_type),
    escape(loaded.account),
    decision.day,
    escape(decision.threadId),
    escape(decision.turnId),
    escape(envelope.delivery_id),
    hashText(decision.hash),
    envelope.source,
    moment(envelope.occurred_at_ms),
    moment(loaded.receivedAtMs),
    decision.counted ? '1' : '0',
    decision.speaker,
    escape(dimensions.client),
    escape(dimensions.model),
    escape(dimensions.thread_source),
    escape(dimensions.project),
    escape(dimensions.parent_thread_id),
    escape(dimensions.root_thread_id),
    escape(envelope.source_version ?? ''),
    escape(envelope.wire_version ?? ''),
    escape(envelope.machine_id ?? ''),
    envelope.privacy ?? 'wire',
    ...cells,
    escape(props),
  ].join('\t');
}

/** A value of the event's parameters by path; undefined when it is not there. */
export function valueAt(params: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = params;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

const nullCell = '\\N';

/**
 * Takes the promoted values out of the parameters; the rest is `props`. A value that is null, or of another type than
 * its column, stays in `props`: so the event can be put together again exactly as it was sent.
 */
function promote(event: WireEvent): { readonly cells: readonly string[]; readonly props: string } {
  const rest = copyForCutting(event.event_params);
  const cells = promotedColumns.map((column) => {
    for (const path of column.paths) {
      const cell = cellOf(column, valueAt(event.event_params, path));
      if (cell === null) continue;
      cut(rest, path);
      return cell;
    }
    return nullCell;
  });
  if (event.skill_id !== undefined) rest['skill_id'] = event.skill_id;
  if (event.skill_name !== undefined) rest['skill_name'] = event.skill_name;
  return { cells, props: JSON.stringify(rest) };
}

function cellOf(column: PromotedColumn, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (column.kind === 'string') return typeof value === 'string' ? escape(value) : null;
  if (column.kind === 'bool') return typeof value === 'boolean' ? String(value) : null;
  return Number.isSafeInteger(value) ? String(value) : null;
}

/** Paths are at most two keys long, so a copy of two levels is enough to cut from. */
function copyForCutting(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...params };
  for (const column of nestedParents) {
    const value = copy[column];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) copy[column] = { ...value };
  }
  return copy;
}

const nestedParents: readonly string[] = [
  ...new Set(
    promotedColumns.flatMap((column) => column.paths.filter((path) => path.length > 1).map((path) => path[0]!)),
  ),
];

function cut(rest: Record<string, unknown>, path: readonly string[]): void {
  const last = path[path.length - 1]!;
  const parent = path.length === 1 ? rest : rest[path[0]!];
  if (typeof parent === 'object' && parent !== null) delete (parent as Record<string, unknown>)[last];
}

function moment(ms: number): string {
  const iso = new Date(Math.min(Math.max(0, ms), latestMs)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

const special = /[\\\t\n\r\0]/;
const specials = /[\\\t\n\r\0]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

/** A text as a cell of tab-separated form. */
export function escape(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character]!) : text;
}
