import type { FieldNote } from './define-event.js';
import { eventDefinitions } from './events/index.js';

/** A column of the store that is flagged in the schemas of events. */
export interface PromotedColumn {
  readonly column: string;
  /** Where the value stands in `event_params`; several places when events put it differently. */
  readonly paths: readonly (readonly string[])[];
  readonly kind: 'string' | 'int' | 'bool';
  readonly nullable: boolean;
}

interface NotedSchema extends FieldNote {
  readonly type?: string;
  readonly anyOf?: readonly NotedSchema[];
  readonly properties?: Readonly<Record<string, NotedSchema>>;
}

/** All flagged columns, each once, in the order of the events. A column may be null: no event has all of them. */
export function promotedColumns(): readonly PromotedColumn[] {
  const columns = new Map<string, { kind: PromotedColumn['kind']; paths: Map<string, readonly string[]> }>();
  for (const { params } of eventDefinitions) {
    for (const { note, path } of flagged(params.properties, [])) {
      const kind = kindOf(note);
      const known = columns.get(note.column!);
      if (known === undefined) columns.set(note.column!, { kind, paths: new Map([[path.join('.'), path]]) });
      else if (known.kind === kind) known.paths.set(path.join('.'), path);
      else throw new TypeError(`column ${note.column!} is flagged with two types`);
    }
  }
  return [...columns].map(([column, { kind, paths }]) => ({
    column,
    kind,
    paths: [...paths.values()],
    nullable: true,
  }));
}

function* flagged(
  properties: object,
  above: readonly string[],
): Iterable<{ note: NotedSchema; path: readonly string[] }> {
  for (const [key, note] of Object.entries(properties) as readonly (readonly [string, NotedSchema])[]) {
    const path = [...above, key];
    if (note.column !== undefined) yield { note, path };
    if (note.properties !== undefined) yield* flagged(note.properties, path);
  }
}

function kindOf(note: NotedSchema): PromotedColumn['kind'] {
  const type = note.type ?? note.anyOf?.find((part) => part.type !== 'null')?.type;
  return type === 'integer' ? 'int' : type === 'boolean' ? 'bool' : 'string';
}
