import type { WireEvent } from '@tachograph/client/envelope';
import { eventDefinitions, existsIn, newestWireVersion, readSeedEra, wireVersionOf } from '@tachograph/client/reducer';

import { isEventForm, isTooDeep, type CheckedEvent, type EventChecker } from './check-event.js';
import { createPlainCheck, type KnownVersion, type PlainCheck, type Schema } from './plain-check.js';
import { shapeOf } from './shape-of.js';

/** How strict the door is with what no schema describes. */
export interface EventCheckerOptions {
  /** Keeps values that no schema describes as they are; otherwise their type and length is kept. */
  readonly keepUnknown?: boolean;
}

/** Looks at a value: null when it fits, else where it does not (`.key.key`). Notes in passing whether keys are unknown. */
type Fit = (value: unknown, look: Look) => string | null;

interface Look {
  readonly strict: boolean;
  unknown: boolean;
  /** Keys of the parameters themselves that are described. */
  described: number;
}

interface KnownType {
  readonly plain: PlainCheck;
  readonly fit: Fit;
  readonly params: Schema;
  readonly topLevel: readonly string[];
  /** What is asked of an event of its version. */
  readonly demands: (event: WireEvent) => Demands;
}

interface Demands {
  /** Keys that it has. */
  readonly required: readonly string[];
  /** The shape that it most likely has. */
  readonly shape: KnownVersion;
}

/**
 * Makes the check of the door from the list of events. A value of the wrong type is refused; a key that is missing is
 * refused where the version is known to send it, and always where it says whose event it is; a key that nobody has
 * described is kept as its shape. Names and shapes from before 0.137 are read as those of 0.137.
 */
export function createEventChecker({ keepUnknown = false }: EventCheckerOptions = {}): EventChecker {
  const known = new Map<string, KnownType>(eventDefinitions.map((one) => [one.type, knownType(one)]));
  const keep = keepUnknown ? (value: unknown) => value : (value: unknown) => shapeOf(value);

  return (given, mode) => {
    if (!isEventForm(given)) return rejected('event: not of the form {"event_type","event_params"}');
    const likely = known.get(given.event_type);
    if (
      likely !== undefined &&
      likely.plain(given.event_params, likely.demands(given).shape) &&
      !hasForeignKey(given, likely.topLevel)
    ) {
      return { status: 'accepted', event: given, changed: false };
    }
    const value = readSeedEra(given);
    const type = known.get(value.event_type);
    if (type === undefined) {
      if (!isTypeName(value.event_type)) return rejected('event_type: not a name');
      if (isTooDeep(value)) return rejected('event: nested too deep');
      return { status: 'accepted', event: keepUnknown ? value : shapedEvent(value), changed: !keepUnknown };
    }
    const look: Look = { strict: mode === 'strict', unknown: false, described: 0 };
    const wrong = type.fit(value.event_params, look);
    if (wrong !== null) return rejected(`event_params${wrong}: not of its type`);
    const missing = missingKey(value.event_params, type.demands(value).required, look.described);
    if (missing !== null) return rejected(`event_params.${missing}: missing`);
    const foreign = hasForeignKey(value, type.topLevel);
    if (!look.unknown && !foreign) return { status: 'accepted', event: value, changed: value !== given };
    if (look.unknown && isTooDeep(value)) return rejected('event: nested too deep');
    const params = look.unknown ? cut(value.event_params, type.params, keep) : value.event_params;
    return {
      status: 'accepted',
      event: { ...onlyEventKeys(value, type.topLevel), event_params: params },
      changed: true,
    };
  };
}

function knownType(definition: (typeof eventDefinitions)[number]): KnownType {
  // The schemas carry their notes as further keys, which their own type does not tell.
  const params = definition.params as Schema;
  const omitted: readonly string[] = 'omittedWhenNull' in definition ? (definition.omittedWhenNull ?? []) : [];
  const mandatory = new Set(params.required);
  const entries = Object.entries(params.properties ?? {}).filter(
    ([key]) => mandatory.has(key) && !omitted.includes(key),
  );
  const always = entries
    .filter(([, schema]) => schema.column === 'thread_id' && schema.anyOf === undefined)
    .map(([key]) => key);
  const withoutVersion: Demands = { required: always, shape: newestWireVersion };
  const ofVersion = new Map<string, Demands>();
  return {
    plain: createPlainCheck(params),
    fit: fitObject(params.properties ?? {}, true),
    params,
    topLevel: Object.keys(definition.topLevel?.properties ?? {}),
    demands(event) {
      const version = definition.own ? null : versionOf(event);
      if (version === null) return withoutVersion;
      let demands = ofVersion.get(version);
      if (demands === undefined) {
        const shape = wireVersionOf(version);
        const required = isAtMost(version, newestWireVersion)
          ? entries.filter(([, schema]) => existsIn(shape, schema.since, schema.until)).map(([key]) => key)
          : always;
        demands = { required, shape };
        // Versions are few; a client that makes them up must not fill the memory.
        if (ofVersion.size < versionsMax) ofVersion.set(version, demands);
      }
      return demands;
    },
  };
}

const versionsMax = 100;

/** A key that has to be there and is not; nothing is looked up when as many described keys are there as have to be. */
function missingKey(params: WireEvent['event_params'], required: readonly string[], described: number): string | null {
  if (described === required.length && required.length > 1) return null;
  return required.find((key) => !(key in params)) ?? null;
}

/** The version of the server that made the event. */
function versionOf(event: WireEvent): string | null {
  const runtime = event.event_params['runtime'];
  if (typeof runtime !== 'object' || runtime === null || !('codex_rs_version' in runtime)) return null;
  const version = runtime.codex_rs_version;
  return typeof version === 'string' ? version : null;
}

/** Whether the keys of a version are known: a newer one may have dropped some, a development build may be anything. */
function isAtMost(version: string, newest: string): boolean {
  const a = version.split('.').map(Number);
  const b = newest.split('.').map(Number);
  if (a.every((part) => part === 0)) return false;
  for (let at = 0; at < 3; at++) if (a[at] !== b[at]) return (a[at] ?? 0) < (b[at] ?? 0);
  return true;
}

/** Turns a schema into a function once, so that nothing is interpreted for each event. */
function fitOf(schema: Schema): Fit {
  if (schema.anyOf !== undefined) {
    const branches = schema.anyOf.filter((branch) => branch.type !== 'null').map(fitOf);
    const mayBeNull = branches.length < schema.anyOf.length;
    const [only] = branches;
    // Nearly every union is "something or null".
    if (branches.length === 1 && only !== undefined && mayBeNull) {
      return (value, look) => (value === null ? null : only(value, look));
    }
    return (value, look) => {
      if (value === null && mayBeNull) return null;
      let first: string | null = null;
      for (const branch of branches) {
        const wrong = branch(value, look);
        if (wrong === null) return null;
        first ??= wrong;
      }
      return first ?? '';
    };
  }
  if (schema.properties !== undefined) return fitObject(schema.properties);
  if (schema.type === 'array') {
    const item = fitOf(schema.items ?? {});
    return (value, look) => (Array.isArray(value) && value.every((one) => item(one, look) === null) ? null : '');
  }
  switch (schema.type) {
    case 'string':
      return (value) => (typeof value === 'string' ? null : '');
    case 'integer':
      return (value) => (Number.isInteger(value) ? null : '');
    case 'number':
      return (value) => (typeof value === 'number' ? null : '');
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? null : '');
    case 'null':
      return (value) => (value === null ? null : '');
    case 'object':
      return (value) => (isRecord(value) && !isTooDeep(value) ? null : '');
    default:
      return (value) => (isTooDeep(value) ? '' : null);
  }
}

function fitObject(properties: Readonly<Record<string, Schema>>, counts = false): Fit {
  const fits = new Map(
    Object.entries(properties).map(([key, schema]) => [key, { fit: fitOf(schema), carries: mayBeCut(schema) }]),
  );
  return (value, look) => {
    if (!isRecord(value)) return '';
    for (const key in value) {
      const property = fits.get(key);
      if (property === undefined) {
        look.unknown = true;
        continue;
      }
      if (counts) look.described++;
      const inner = value[key];
      if (inner === null && look.strict && property.carries) continue;
      const wrong = property.fit(inner, look);
      if (wrong !== null) return `.${key}${wrong}`;
    }
    return null;
  };
}

function mayBeCut(schema: Schema): boolean {
  return schema.carries !== undefined;
}

/** A copy in which what no schema describes is replaced. */
function cut(value: unknown, schema: Schema, keep: (value: unknown) => unknown): Record<string, unknown> {
  const cutValue = (inner: unknown, innerSchema: Schema | undefined): unknown => {
    if (innerSchema === undefined) return keep(inner);
    const described = describedObject(innerSchema);
    return described === undefined || !isRecord(inner) ? inner : cut(inner, described, keep);
  };
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([key, inner]) => [
      key,
      cutValue(inner, schema.properties?.[key]),
    ]),
  );
}

function describedObject(schema: Schema): Schema | undefined {
  return schema.properties !== undefined ? schema : schema.anyOf?.find((branch) => branch.properties !== undefined);
}

/** An event of a type that nobody has described: its shape, and the ids that say whose it is. */
function shapedEvent(event: WireEvent): WireEvent {
  const params = Object.fromEntries(
    Object.entries(event.event_params).map(([key, value]) => [key, isId(key, value) ? value : shapeOf(value)]),
  );
  return { event_type: event.event_type, event_params: params };
}

/** A name as event types have; anything else may be content. */
function isTypeName(text: string): boolean {
  return /^[a-z0-9_.-]{1,120}$/i.test(text);
}

function isId(key: string, value: unknown): boolean {
  return (
    (key === 'thread_id' || key === 'turn_id' || key === 'session_id') &&
    typeof value === 'string' &&
    /^[0-9a-f-]{36}$/i.test(value)
  );
}

function hasForeignKey(event: WireEvent, topLevel: readonly string[]): boolean {
  for (const key in event) if (!isEventKey(key, topLevel)) return true;
  return false;
}

function onlyEventKeys(event: WireEvent, topLevel: readonly string[]): WireEvent {
  return Object.fromEntries(Object.entries(event).filter(([key]) => isEventKey(key, topLevel))) as unknown as WireEvent;
}

function isEventKey(key: string, topLevel: readonly string[]): boolean {
  return key === 'event_type' || key === 'event_params' || topLevel.includes(key);
}

function rejected(reason: string): CheckedEvent {
  return { status: 'rejected', reason };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
