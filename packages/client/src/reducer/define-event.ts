import { Type, type Static, type TObject, type TSchema } from 'typebox';

import type { WireVersion } from '../protocol/wire-versions.js';

/** What is said of each field beside its type. `docs/events.md` and the store's columns are made from it. */
export interface FieldNote {
  /** What the value is, its unit and, where it can be null, when it is. */
  readonly description: string;
  /** Where the value comes from, in traffic and in rollouts. */
  readonly source: string;
  /** First wire version that has the field; absent: since the first known one. */
  readonly since?: WireVersion;
  /** First wire version that no longer has the field. */
  readonly until?: WireVersion;
  /** Name of the store's column that holds this value; fields without one live in the event's `props`. */
  readonly column?: string;
  /** What the value may carry that strict privacy cuts; such a field is null in strict mode, and only there. */
  readonly carries?: 'name' | 'text' | 'path' | 'url';
  /** Only values that begin with this carry it; others stay in strict privacy too. */
  readonly carriesPrefix?: string;
}

/** The note of a field, which may also be null. */
export interface NullableNote extends FieldNote {
  readonly nullable?: boolean;
}

function withNull<S extends TSchema>(schema: S, note: NullableNote) {
  const { nullable, ...rest } = note;
  return nullable === true ? Type.Union([schema, Type.Null()], rest) : ({ ...schema, ...rest } as S);
}

/** Field builders: a JSON type plus its note. */
export const field = {
  string: (note: FieldNote) => Type.String({ ...note }),
  stringOrNull: (note: FieldNote) => Type.Union([Type.String(), Type.Null()], { ...note }),
  /** An integer. Milliseconds and counts are never negative; token sizes of a compaction may be. */
  int: (note: FieldNote) => Type.Integer({ ...note }),
  intOrNull: (note: FieldNote) => Type.Union([Type.Integer(), Type.Null()], { ...note }),
  number: (note: FieldNote) => Type.Number({ ...note }),
  boolean: (note: FieldNote) => Type.Boolean({ ...note }),
  booleanOrNull: (note: FieldNote) => Type.Union([Type.Boolean(), Type.Null()], { ...note }),
  /** A word, or an object with one key. */
  stringOrObjectOrNull: (note: FieldNote) =>
    Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown()), Type.Null()], { ...note }),
  strings: (note: FieldNote) => Type.Array(Type.String(), { ...note }),
  stringsOrNull: (note: FieldNote) => Type.Union([Type.Array(Type.String()), Type.Null()], { ...note }),
  object: <S extends TSchema>(schema: S, note: NullableNote) => withNull(schema, note),
};

/** One type of event: its name, the shape of its parameters for every wire version, and how it is made. */
export interface EventDefinition<Name extends string = string, Params extends TObject = TObject, Input = never> {
  /** `event_type` on the wire. */
  readonly type: Name;
  /** One sentence: what happened when this event is there, and when it is not emitted. */
  readonly summary: string;
  readonly since?: WireVersion;
  readonly until?: WireVersion;
  /** An event of our own (`tacho_*`): never sent to a foreign backend. */
  readonly own: boolean;
  /** Keys that stand beside `event_params` (`skill_invocation` alone has any). */
  readonly topLevel?: TObject;
  /** Keys that are left out, not null, when nothing is known (`codex_thread_archive_event`). */
  readonly omittedWhenNull?: readonly string[];
  /** The union of the fields of all versions, in wire order. */
  readonly params: Params;
  /** Moment of the event in milliseconds, read from its parameters; null where they hold none. */
  readonly occurredAtMs: (params: Static<Params>) => number | null;
  /** Makes the parameters of the newest shape; {@link shapeParams} then cuts them to the observed version. */
  readonly build: (input: Input) => Static<Params>;
}

/** Declares an event; see CONTRIBUTING, "Add an event". */
export function defineEvent<const Name extends string, Params extends TObject, Input>(
  definition: Omit<EventDefinition<Name, Params, Input>, 'own'> & { own?: boolean },
): EventDefinition<Name, Params, Input> {
  return { own: false, ...definition };
}
