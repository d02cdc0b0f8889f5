import { envelopeSchema, type Envelope, type WireEvent } from '@tachograph/client/envelope';
import { Compile } from 'typebox/compile';

import { limits } from '../limits.js';

/** What the door decides about one event. */
export type CheckedEvent =
  /** `changed`: something was cut from it, so the line has to be written anew. */
  | { readonly status: 'accepted'; readonly event: WireEvent; readonly changed: boolean }
  | { readonly status: 'rejected'; readonly reason: string };

/** Checks one event; `strict` is the privacy mode that its envelope tells. */
export type EventChecker = (event: unknown, mode: 'wire' | 'strict') => CheckedEvent;

/** What the door decides about an envelope. */
export type CheckedEnvelope =
  | { readonly status: 'accepted'; readonly envelope: Envelope; readonly changed: boolean }
  | { readonly status: 'rejected'; readonly reason: string };

const envelopeCheck = Compile(envelopeSchema);
const envelopeKeys: ReadonlySet<string> = new Set(Object.keys(envelopeSchema.properties));

/** Checks an envelope. Keys that version 1 does not have are cut: nobody has said what may be in them. */
export function checkEnvelope(value: unknown): CheckedEnvelope {
  if (!envelopeCheck.Check(value)) return { status: 'rejected', reason: envelopeReason(value) };
  if (!hasUnknownKey(value)) return { status: 'accepted', envelope: value, changed: false };
  const envelope = Object.fromEntries(Object.entries(value).filter(([key]) => envelopeKeys.has(key)));
  return envelopeCheck.Check(envelope)
    ? { status: 'accepted', envelope, changed: true }
    : { status: 'rejected', reason: 'envelope: not of version 1' };
}

function hasUnknownKey(envelope: Envelope): boolean {
  for (const key in envelope) if (!envelopeKeys.has(key)) return true;
  return false;
}

/** The first thing that is wrong, by name and never by value. */
function envelopeReason(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'envelope: missing';
  if ('v' in value && value.v !== 1) return 'envelope.v: only version 1 is known';
  for (const key of ['v', 'delivery_id', 'occurred_at_ms', 'source']) {
    if (!(key in value)) return `envelope.${key}: missing`;
  }
  const [first] = envelopeCheck.Errors(value);
  const path = first?.instancePath.split('/')[1];
  return path !== undefined && envelopeKeys.has(path)
    ? `envelope.${path}: not of its type`
    : 'envelope: not of version 1';
}

/** Whether a value is nested deeper than an event may be. */
export function isTooDeep(value: unknown, depth: number = limits.jsonDepthMax): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  for (const inner of Object.values(value)) if (isTooDeep(inner, depth - 1)) return true;
  return false;
}

/** The form of a wire event: a type and parameters. */
export function isEventForm(value: unknown): value is WireEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'event_type' in value &&
    typeof value.event_type === 'string' &&
    'event_params' in value &&
    typeof value.event_params === 'object' &&
    value.event_params !== null &&
    !Array.isArray(value.event_params)
  );
}
