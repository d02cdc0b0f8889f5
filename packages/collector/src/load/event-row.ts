import type { WireEvent } from '@tachograph/client/envelope';

import { baseColumns, dimensionColumns, type PromotedColumn } from '../store/columns.js';
import { promotedColumns } from '../store/promoted-columns.js';
import { hashText, type DeliveryHash } from './delivery-filter.js';
import { escape, moment } from './cells.js';
import type { LoadedEvent } from './read-events.js';
import type { Dimensions } from './thread-states.js';

/** Columns that are decided with the whole batch in view; they end a row. */
const decidedColumns = ['counted', 'speaker', ...dimensionColumns] as const;

const isDecided = (name: string): boolean => (decidedColumns as readonly string[]).includes(name);

/** Columns of a row, in the order that {@link encodeEventRow} writes them. */
export const eventRowColumns: readonly string[] = [
  ...baseColumns.map((column) => column.name).filter((name) => !isDecided(name)),
  ...promotedColumns.map((column) => column.column),
  'props',
  ...decidedColumns,
];

/** What an event's row needs to know beside the event, before anything is decided. */
export interface EventPlace {
  readonly day: string;
  readonly threadId: string;
  readonly turnId: string;
  readonly hash: DeliveryHash;
}

/** What is decided about an event, with the whole batch in view. */
export interface EventDecision {
  readonly counted: boolean;
  readonly speaker: string;
  readonly dimensions: Dimensions;
}

/** One row in tab-separated form. */
export function encodeEventRow(loaded: LoadedEvent, decision: EventPlace & EventDecision): string {
  return openCells(loaded, decision) + decidedCells(decision);
}

/** The cells that the event alone tells. */
export function openCells({ account, envelope, event, receivedAtMs }: LoadedEvent, place: EventPlace): string {
  return `${escape(event.event_type)}\t${escape(account)}\t${place.day}\t${escape(place.threadId)}\t${escape(place.turnId)}\t${escape(envelope.delivery_id)}\t${hashText(place.hash)}\t${envelope.source}\t${moment(envelope.occurred_at_ms)}\t${moment(receivedAtMs)}\t${escape(envelope.source_version ?? '')}\t${escape(envelope.wire_version ?? '')}\t${escape(envelope.machine_id ?? '')}\t${envelope.privacy ?? 'wire'}\t${promote(event)}\t`;
}

/** The others, which end the row. */
export function decidedCells({ counted, speaker, dimensions: of }: EventDecision): string {
  return `${counted ? '1' : '0'}\t${speaker}\t${escape(of.client)}\t${escape(of.model)}\t${escape(of.thread_source)}\t${escape(of.project)}\t${escape(of.parent_thread_id)}\t${escape(of.root_thread_id)}`;
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

/** Where a key of the parameters goes: to a column, or its own keys do. */
interface KeyPlan {
  readonly columns: readonly { readonly at: number; readonly kind: PromotedColumn['kind'] }[];
  readonly inner: ReadonlyMap<string, KeyPlan> | null;
}

/** Paths are at most two keys long, so two maps say it all. */
const plans: ReadonlyMap<string, KeyPlan> = planOf(
  promotedColumns.flatMap(({ paths, kind }, at) => paths.map((path) => ({ path, at, kind }))),
);

function planOf(
  entries: readonly { readonly path: readonly string[]; readonly at: number; readonly kind: PromotedColumn['kind'] }[],
): ReadonlyMap<string, KeyPlan> {
  const keys = new Set(entries.map(({ path }) => path[0]!));
  return new Map(
    [...keys].map((key) => {
      const here = entries.filter(({ path }) => path[0] === key);
      const deeper = here
        .filter(({ path }) => path.length > 1)
        .map((entry) => ({ ...entry, path: entry.path.slice(1) }));
      return [
        key,
        {
          columns: here.filter(({ path }) => path.length === 1).map(({ at, kind }) => ({ at, kind })),
          inner: deeper.length === 0 ? null : planOf(deeper),
        },
      ];
    }),
  );
}

/**
 * The promoted cells and `props`, the rest. One walk over the keys that are there, not over all columns. A value that is
 * null, or of another type than its column, stays in `props`: so the event can be put together again exactly as it was.
 */
function promote(event: WireEvent): string {
  const cells = noCells.slice();
  let rest = take(event.event_params, plans, cells);
  if (event.skill_id !== undefined) rest += member('skill_id', event.skill_id);
  if (event.skill_name !== undefined) rest += member('skill_name', event.skill_name);
  return `${cells.join('\t')}\t{${escape(rest.slice(1))}}`;
}

const noCells: readonly string[] = promotedColumns.map(() => nullCell);

/**
 * Puts the promoted values into their cells and gives the others as members of a JSON object, each after a comma. As text
 * and not as an object: an object that gets dozens of keys one by one is slow to fill and slow to write.
 */
function take(values: Readonly<Record<string, unknown>>, plan: ReadonlyMap<string, KeyPlan>, cells: string[]): string {
  let rest = '';
  for (const key in values) {
    const value = values[key];
    const step = value === null ? undefined : plan.get(key);
    if (step === undefined) rest += member(key, value);
    else if (step.inner !== null && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      rest += `${quotedKey(key)}{${take(value as Readonly<Record<string, unknown>>, step.inner, cells).slice(1)}}`;
    } else if (!put(value, step, cells)) rest += member(key, value);
  }
  return rest;
}

function member(key: string, value: unknown): string {
  if (value === null || typeof value === 'boolean') return `${quotedKey(key)}${value}`;
  return value === undefined ? '' : quotedKey(key) + JSON.stringify(value);
}

const quotedKeys = new Map<string, string>();
/** Names of fields are few; a client that makes them up must not fill the memory. */
const quotedKeysMax = 2_000;

function quotedKey(key: string): string {
  let quoted = quotedKeys.get(key);
  if (quoted !== undefined) return quoted;
  quoted = `,${JSON.stringify(key)}:`;
  if (quotedKeys.size < quotedKeysMax) quotedKeys.set(key, quoted);
  return quoted;
}

/** Puts a value into the first of its columns that is free and of its type. */
function put(value: unknown, { columns }: KeyPlan, cells: string[]): boolean {
  for (const { at, kind } of columns) {
    const cell = cellOf(kind, value);
    if (cell === null || cells[at] !== nullCell) continue;
    cells[at] = cell;
    return true;
  }
  return false;
}

function cellOf(kind: PromotedColumn['kind'], value: unknown): string | null {
  if (kind === 'string') return typeof value === 'string' ? escape(value) : null;
  if (kind === 'bool') return typeof value === 'boolean' ? String(value) : null;
  return Number.isSafeInteger(value) ? String(value) : null;
}
