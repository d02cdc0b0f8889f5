import { existsIn, type FieldNote, type wireVersions } from '@tachograph/client/reducer';
import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What is read of the JSON schema of a definition. */
export interface Schema extends Partial<FieldNote> {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The wire versions that the schemas describe. */
export type KnownVersion = (typeof wireVersions)[number];

/**
 * Whether parameters have exactly the keys of their version, each with a value of its type: nearly all do, and a check that
 * is compiled for just that takes a third of the time of the careful one. Of the keys that may be missing, none or all are
 * there. It says nothing of parameters that it does not take: what is rare is left to the careful check.
 */
export type PlainCheck = (params: unknown, version: KnownVersion) => boolean;

/** Makes it from the schema of an event's parameters. Each version is compiled when its first event comes. */
export function createPlainCheck(params: Schema): PlainCheck {
  const compiled = new Map<KnownVersion, (value: unknown) => boolean>();
  return (value, version) => {
    let check = compiled.get(version);
    if (check === undefined) compiled.set(version, (check = compile(params, version)));
    return check(value);
  };
}

function compile(params: Schema, version: KnownVersion): (value: unknown) => boolean {
  const least = Compile(plainSchema(params, { version, withOptional: false }));
  const required = new Set(params.required);
  if (Object.keys(params.properties ?? {}).every((key) => required.has(key))) return (value) => least.Check(value);
  const most = Compile(plainSchema(params, { version, withOptional: true }));
  return (value) => least.Check(value) || most.Check(value);
}

interface Shape {
  readonly version: KnownVersion;
  readonly withOptional: boolean;
}

/** The same schema with every key of a version required and no other allowed. */
function plainSchema(schema: Schema, shape: Shape): TSchema {
  if (schema.anyOf !== undefined) return Type.Union(schema.anyOf.map((branch) => plainSchema(branch, shape)));
  if (schema.properties !== undefined) {
    const required = new Set(schema.required);
    const keys = Object.entries(schema.properties).filter(
      ([key, { since, until }]) => existsIn(shape.version, since, until) && (shape.withOptional || required.has(key)),
    );
    return Type.Object(Object.fromEntries(keys.map(([key, inner]) => [key, plainSchema(inner, shape)])), {
      additionalProperties: false,
    });
  }
  if (schema.const !== undefined) return Type.Never();
  if (schema.type === 'array') return Type.Array(plainSchema(schema.items ?? {}, shape));
  switch (schema.type) {
    case 'string':
      return Type.String();
    case 'integer':
      return Type.Integer();
    case 'number':
      return Type.Number();
    case 'boolean':
      return Type.Boolean();
    case 'null':
      return Type.Null();
    default:
      return Type.Never();
  }
}
