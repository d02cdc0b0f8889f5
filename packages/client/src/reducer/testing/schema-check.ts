import { Type, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

import type { WireEvent } from '../../envelope/index.js';
import {
  eventDefinitions,
  existsIn,
  wireVersionOf,
  type FieldNote,
  type PrivacyMode,
  type WireVersion,
} from '../index.js';

const checks = new Map<string, Validator>();

/** What is wrong with an event of ours by its own schema: exactly the keys of its version, each of its type. Null: nothing. */
export function schemaProblem(event: WireEvent, codexVersion: string, privacy: PrivacyMode = 'wire'): string | null {
  const definition = eventDefinitions.find(({ type }) => type === event.event_type);
  if (definition === undefined) return `unknown type ${event.event_type}`;
  const version = wireVersionOf(codexVersion);
  const omitted: readonly string[] = 'omittedWhenNull' in definition ? (definition.omittedWhenNull ?? []) : [];
  const entries = propertiesOf(definition.params);
  const expected = entries.filter(([, note]) => existsIn(version, note.since, note.until)).map(([key]) => key);
  for (const key of Object.keys(event.event_params)) if (!expected.includes(key)) return `unexpected ${key}`;
  for (const key of expected) {
    const mayMiss = omitted.includes(key) || Type.IsOptional(entries.find(([name]) => name === key)![1]);
    if (!(key in event.event_params) && !mayMiss) return `missing ${key}`;
  }
  const check = checkOf(event.event_type, version, privacy, entries, expected);
  if (check.Check(event.event_params)) return null;
  const [first] = check.Errors(event.event_params);
  return `misshapen ${first?.instancePath ?? ''}`;
}

/** The schemas carry their notes as further keys, which their own types do not tell. */
function propertiesOf({
  properties,
}: {
  readonly properties: object;
}): readonly (readonly [string, TSchema & FieldNote])[] {
  return Object.entries(properties) as readonly (readonly [string, TSchema & FieldNote])[];
}

function checkOf(
  type: string,
  version: WireVersion,
  privacy: PrivacyMode,
  entries: readonly (readonly [string, TSchema])[],
  expected: readonly string[],
): Validator {
  const key = `${type} ${version} ${privacy}`;
  let check = checks.get(key);
  if (check === undefined) {
    const properties = Object.fromEntries(
      entries
        .filter(([name]) => expected.includes(name))
        .map(([name, schema]) => [name, privacy === 'strict' && 'carries' in schema ? orNull(schema) : schema]),
    );
    checks.set(key, (check = Compile(Type.Object(properties))));
  }
  return check;
}

/** A field that may carry something private is null in strict privacy. */
function orNull(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()]);
}
