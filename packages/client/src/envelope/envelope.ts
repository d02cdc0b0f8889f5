import { Type, type Static } from 'typebox';

/**
 * Who told an event. Where several sources describe the same turn, the first in this order counts
 * (`sourcesByTrust`) and the others are set aside.
 */
export const sourcesByTrust = ['library', 'tap', 'native', 'rollout'] as const;

/** Who told an event. */
export type EventSource = (typeof sourcesByTrust)[number];

const nullable = <S extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Boolean>>(
  schema: S,
  description: string,
) => Type.Optional(Type.Union([schema, Type.Null()], { description }));

/**
 * Version 1 of the envelope: what travels around a wire event and is never put inside it.
 * `v`, `delivery_id`, `occurred_at_ms` and `source` are required at the collector's door; everything else may be missing.
 * The account is not here: it comes from the key that was used.
 */
export const envelopeSchema = Type.Object({
  v: Type.Literal(1, { description: 'Version of the envelope.' }),
  delivery_id: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Fixed when the event is spooled; makes resending harmless. Duplicates are told by it alone.',
  }),
  occurred_at_ms: Type.Integer({
    minimum: 0,
    description: 'When it happened, Unix milliseconds, by the clock of the protocol where it has one.',
  }),
  observed_at_ms: Type.Optional(
    Type.Integer({ minimum: 0, description: 'When the source learned of it, Unix milliseconds.' }),
  ),
  source: Type.Union([Type.Literal('library'), Type.Literal('tap'), Type.Literal('native'), Type.Literal('rollout')], {
    description: 'Who told it.',
  }),
  source_version: Type.Optional(Type.String({ maxLength: 64, description: 'Version of the source program.' })),
  wire_version: Type.Optional(Type.String({ maxLength: 64, description: 'The Codex version that was observed.' })),
  machine_id: Type.Optional(Type.String({ maxLength: 64, description: 'Random id kept in the data directory.' })),
  project: nullable(Type.String({ maxLength: 256 }), 'Repository by name, or a keyed hash of it in strict privacy.'),
  privacy: Type.Optional(
    Type.Union([Type.Literal('wire'), Type.Literal('strict')], {
      description: 'Mode in which the event was made; absent: wire.',
    }),
  ),
  sample: Type.Optional(Type.Boolean({ description: 'True for the bundled samples.' })),
  client: nullable(Type.String({ maxLength: 256 }), 'Originator of the thread (`product_client_id`).'),
  model: nullable(Type.String({ maxLength: 256 }), 'Model of the turn, else of the thread.'),
  thread_source: nullable(Type.String({ maxLength: 256 }), 'As in the thread metadata.'),
  parent_thread_id: nullable(Type.String({ maxLength: 128 }), 'Thread that started the thread of this event.'),
  root_thread_id: nullable(
    Type.String({ maxLength: 128 }),
    'Root of the tree of threads; the thread itself when it has no parent.',
  ),
});

/** The envelope, version 1. */
export type Envelope = Static<typeof envelopeSchema>;

/** An event as the real Codex sends it, or one of ours in the same form. */
export interface WireEvent {
  readonly event_type: string;
  readonly event_params: Readonly<Record<string, unknown>>;
  /** Only `skill_invocation` has these two beside its parameters. */
  readonly skill_id?: string;
  readonly skill_name?: string;
}

/** What sources deliver and the collector stores: one line of `POST /v1/events`, one record of the spool. */
export interface EnvelopedEvent {
  readonly envelope: Envelope;
  readonly event: WireEvent;
}
