import { envelopeSchema } from '@tachograph/client/envelope';
import { eventDefinitions } from '@tachograph/client/reducer';

import { code, markdownTable, pageHead } from './markdown.js';

/** What a schema says of itself, as JSON: a type and the notes of `define-event.ts`. */
interface NotedSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly NotedSchema[];
  readonly items?: NotedSchema;
  readonly properties?: Readonly<Record<string, NotedSchema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
  readonly column?: string;
  readonly carries?: string;
}

type EventDefinition = (typeof eventDefinitions)[number];

/** `docs/events.md`: every field of every event, where it comes from and when it is null. */
export function eventsPage(): string {
  const list = eventDefinitions.map(({ type, summary }) => `- [${code(type)}](#${type}): ${summary}\n`).join('');
  return `${pageHead(
    'Events',
    '`packages/client/src/reducer/events/` and `packages/client/src/envelope/`',
    'An event on the wire is `{"event_type": …, "event_params": {…}}`, exactly as the real Codex sends it. `tacho_*` events are our own: the same form, never sent to a foreign backend. Around an event travels an [envelope](#envelope). “In strict” says that a field is null with `--privacy strict`, because it may carry what is named.',
  )}\n${list}\n${eventDefinitions.map(eventSection).join('\n')}\n${envelopeSection()}`;
}

function eventSection(definition: EventDefinition): string {
  const versions = versionText(definition);
  const top = definition.topLevel === undefined ? [] : fieldRows(asJson(definition.topLevel), '(beside event_params) ');
  const rows = [...top, ...fieldRows(asJson(definition.params), '')];
  return `## ${definition.type}

${definition.summary}${versions === '' ? '' : ` Versions: ${versions}.`}

${markdownTable(['Field', 'Type', 'Meaning', 'Where it comes from', 'Versions', 'In strict', 'Column'], rows)}`;
}

function envelopeSection(): string {
  const { properties = {}, required = [] } = asJson(envelopeSchema);
  const rows = Object.entries(properties).map(([name, schema]) => [
    code(name),
    typeText(schema),
    required.includes(name) ? 'yes' : '',
    schema.description ?? '',
  ]);
  return `## Envelope

Version 1. \`POST /v1/events\` takes lines of \`{"envelope":{…},"event":{…}}\`.

${markdownTable(['Field', 'Type', 'Required', 'Meaning'], rows)}`;
}

/** One row a field; the fields of an object follow it as `object.field`. */
function fieldRows(schema: NotedSchema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const path = `${prefix}${name}`;
    const strict = one.carries === undefined ? '' : `null (${one.carries})`;
    const column = one.column === undefined ? '' : code(one.column);
    const row = [code(path), typeText(one), one.description ?? '', one.source ?? '', versionText(one), strict, column];
    const inner = objectIn(one);
    return [row, ...(inner === null ? [] : fieldRows(inner, `${path}.`))];
  });
}

function objectIn(schema: NotedSchema): NotedSchema | null {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectIn(schema.items);
  return schema.anyOf?.map(objectIn).find((one) => one !== null) ?? null;
}

function typeText(schema: NotedSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.type === 'array') return `array of ${schema.items === undefined ? 'anything' : typeText(schema.items)}`;
  return schema.type ?? 'anything';
}

function versionText({ since, until }: { readonly since?: string; readonly until?: string }): string {
  if (since !== undefined && until !== undefined) return `${since} to before ${until}`;
  if (since !== undefined) return `since ${since}`;
  return until === undefined ? '' : `before ${until}`;
}

function asJson(schema: object): NotedSchema {
  return JSON.parse(JSON.stringify(schema));
}
