import type { FieldNote } from './define-event.js';

/** How much an event may say: `wire` as the real Codex, `strict` without names, texts, paths and URLs. */
export type PrivacyMode = 'wire' | 'strict';

interface PrivateDefinition {
  readonly topLevel?: { readonly properties: object };
  readonly params: { readonly properties: object };
}

interface NotedSchema extends FieldNote {
  readonly properties?: Readonly<Record<string, NotedSchema>>;
  readonly anyOf?: readonly NotedSchema[];
}

/** A field that may carry something private. */
interface PrivateField {
  /** Objects on the way to it. */
  readonly above: readonly string[];
  readonly key: string;
  readonly prefix: string | undefined;
}

type Values = Record<string, unknown>;

interface PrivateFields {
  readonly params: readonly PrivateField[];
  readonly topLevel: readonly PrivateField[];
}

const known = new WeakMap<PrivateDefinition, PrivateFields>();

/**
 * Takes out of an event that was just made what its mode does not allow. In both modes passwords and tokens in URLs go; in
 * strict mode the fields that are marked with `carries` are null.
 */
export function applyPrivacy(
  definition: PrivateDefinition,
  params: Values,
  topLevel: Values | null,
  mode: PrivacyMode,
): void {
  let fields = known.get(definition);
  if (fields === undefined) known.set(definition, (fields = privateFields(definition)));
  for (const field of fields.params) applyTo(params, field, mode);
  if (topLevel !== null) for (const field of fields.topLevel) applyTo(topLevel, field, mode);
}

/**
 * Cuts credentials out of every URL in a text: the whole user info of http and https, the password of any other scheme. A
 * user name such as `git@` of ssh and scp forms stays.
 */
export function cutCredentials(text: string): string {
  if (!text.includes('@')) return text;
  return text.replace(urlWithUserInfo, (_whole, scheme: string, userInfo: string) => {
    if (/^https?$/i.test(scheme)) return `${scheme}://`;
    const colon = userInfo.indexOf(':');
    return `${scheme}://${colon < 0 ? userInfo : userInfo.slice(0, colon)}@`;
  });
}

/** The user info goes up to the last `@` before the path, since passwords may hold one. */
const urlWithUserInfo = /([a-z][a-z0-9+.-]*):\/\/([^\s/?#]*)@/gi;

function applyTo(values: Values, { above, key, prefix }: PrivateField, mode: PrivacyMode): void {
  let holder: unknown = values;
  for (const outer of above) holder = isObject(holder) ? holder[outer] : undefined;
  if (!isObject(holder)) return;
  const value = holder[key];
  if (value === null || value === undefined) return;
  if (prefix !== undefined && !(typeof value === 'string' && value.startsWith(prefix))) return;
  holder[key] = mode === 'strict' ? null : cleaned(value);
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cutCredentials(value);
  return Array.isArray(value) ? value.map(cleaned) : value;
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function privateFields(definition: PrivateDefinition): PrivateFields {
  return {
    params: [...walk(definition.params.properties, [])],
    topLevel: [...walk(definition.topLevel?.properties ?? {}, [])],
  };
}

function* walk(properties: object, above: readonly string[]): Iterable<PrivateField> {
  for (const [key, schema] of Object.entries(properties) as readonly (readonly [string, NotedSchema])[]) {
    const path = [...above, key];
    if (schema.carries !== undefined) yield { above, key, prefix: schema.carriesPrefix };
    for (const part of [schema, ...(schema.anyOf ?? [])]) if (part.properties) yield* walk(part.properties, path);
  }
}
