import { keepingOf } from './kept-strings.js';

/** Makes of a text under a name what is kept of it. */
export type RedactString = (name: string, text: string) => string;

/** A JSON schema as far as it is looked at here. */
interface Schema {
  readonly type?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * Keeps of a value what its schema names: a field that we don't read is not there. Numbers and booleans stay, strings are
 * what `redact` makes of them. Of a message whose content nobody reads, nothing is kept.
 */
export function redactValue(schema: Schema, value: unknown, name: string, redact: RedactString): unknown {
  if (schema.properties === undefined && schema.anyOf === undefined) return {};
  return bySchema(schema, value, name, redact);
}

function bySchema(schema: Schema, value: unknown, name: string, redact: RedactString): unknown {
  if (typeof value === 'string') return redact(name, value);
  if (typeof value !== 'object' || value === null) return value;
  if (schema.anyOf !== undefined) {
    const fitting = alternativeFor(schema.anyOf, value);
    return fitting === undefined ? redactUnknown(value, name, redact) : bySchema(fitting, value, name, redact);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.map((one: unknown) =>
      items === undefined ? redactUnknown(one, name, redact) : bySchema(items, one, name, redact),
    );
  }
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const { properties = {} } = schema;
  if (Object.keys(properties).length > 0) {
    return Object.fromEntries(
      entries.flatMap(([key, one]) => {
        const known = properties[key];
        return known === undefined ? [] : [[key, bySchema(known, one, key, redact)]];
      }),
    );
  }
  return redactUnknown(value, name, redact);
}

/** Where the schema leaves the shape open, keys are kept that the protocol or an id could have. */
export function redactUnknown(value: unknown, name: string, redact: RedactString): unknown {
  if (typeof value === 'string') return redact(name, value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => redactUnknown(one, name, redact));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      keepingOf(key) !== undefined || /^[a-z][A-Za-z_]{0,48}$|^[0-9a-f-]{36}$/.test(key)
        ? [[key, redactUnknown(one, key, redact)]]
        : [],
    ),
  );
}

/** The first alternative that names a key of the object, else the first of the right kind. */
function alternativeFor(alternatives: readonly Schema[], value: object): Schema | undefined {
  const wanted = Array.isArray(value) ? 'array' : 'object';
  const fitting = alternatives.filter((one) => one.type === wanted);
  return fitting.find(({ properties = {} }) => Object.keys(value).some((key) => key in properties)) ?? fitting[0];
}
