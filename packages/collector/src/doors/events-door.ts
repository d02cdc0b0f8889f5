import { isAscii } from 'node:buffer';

import type { Envelope } from '@tachograph/client/envelope';

import { checkEnvelope, type EventChecker } from './check-event.js';
import type { DeadLetters } from './dead-letters.js';
import type { HeardSources } from './heard-sources.js';
import type { RecentDeliveries } from './recent-deliveries.js';
import { SeenIds } from './seen-ids.js';
import { CollectorError } from '../errors.js';
import { limits } from '../limits.js';
import type { EventLog } from '../log/event-log.js';

/** Outcome of one line, in the order of the lines. */
export interface EventResult {
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly reason: string | null;
}

/** What both doors work with. */
export interface DoorDependencies {
  readonly log: EventLog;
  readonly checkEvent: EventChecker;
  readonly recent: RecentDeliveries;
  readonly deadLetters: DeadLetters;
  readonly heard: HeardSources;
  readonly clock: () => number;
}

const accepted: EventResult = { status: 'accepted', reason: null };
const duplicate: EventResult = { status: 'duplicate', reason: null };
const lineFeed = 10;
const lineBreak = Buffer.from([lineFeed]);
const openingBrace = 123;

/** Takes a body of `{"envelope":…,"event":…}` lines. Settles when what was accepted of it is synced. */
export async function acceptEvents(
  body: Buffer,
  account: string,
  { log, checkEvent, recent, deadLetters, heard, clock }: DoorDependencies,
): Promise<readonly EventResult[]> {
  const results: EventResult[] = [];
  const inBody = new SeenIds();
  const known = recent.of(account);
  // What was taken as it came is written as it came: pieces of the body, and no line is copied or kept.
  const pieces: Buffer[] = [];
  let last: Envelope | null = null;
  let pieceStart = 0;
  const leaveOut = (start: number, end: number, instead: string | null): void => {
    if (start > pieceStart) pieces.push(body.subarray(pieceStart, start));
    if (instead !== null) pieces.push(Buffer.from(`${instead}\n`, 'utf8'));
    pieceStart = end + 1;
  };
  const encoding = isAscii(body) ? 'latin1' : 'utf8';
  // Line by line: a text of the whole body would be a large object, whose fresh memory costs more than its bytes.
  for (let start = 0, end = 0; start < body.length; start = end + 1) {
    end = endOfLine(body, start);
    const line = body.toString(encoding, start, end);
    if (isBlank(line)) {
      leaveOut(start, end, null);
      continue;
    }
    if (results.length >= limits.eventsPerBodyMax) throw new CollectorError('body_too_large');
    const outcome = takeLine(line, checkEvent);
    if (outcome.status === 'rejected') {
      deadLetters.add({ account, door: 'events', reason: outcome.reason, bytes: line.length, value: outcome.value });
      results.push({ status: 'rejected', reason: outcome.reason });
      leaveOut(start, end, null);
      continue;
    }
    const id = outcome.envelope.delivery_id;
    if (inBody.has(id) || known.has(id)) {
      results.push(duplicate);
      leaveOut(start, end, null);
    } else {
      inBody.add(id);
      if (outcome.line !== null) leaveOut(start, end, outcome.line);
      last = outcome.envelope;
      results.push(accepted);
    }
  }
  if (last === null) return results;
  if (pieceStart < body.length) {
    pieces.push(body.subarray(pieceStart));
    if (body[body.length - 1] !== lineFeed) pieces.push(lineBreak);
  }
  const receivedAtMs = clock();
  await log.append({ account, door: 'events', received_at_ms: receivedAtMs }, pieces);
  heard.note(last.source, last, receivedAtMs);
  // Only now: a resend of something that was not synced must be written, not called a duplicate.
  known.addAll(inBody);
  return results;
}

function endOfLine(body: Buffer, start: number): number {
  const at = body.indexOf(lineFeed, start);
  return at === -1 ? body.length : at;
}

function isBlank(line: string): boolean {
  return line.charCodeAt(0) !== openingBrace && line.trim() === '';
}

type TakenLine =
  | { readonly status: 'taken'; readonly envelope: Envelope; /** Null: as it came. */ readonly line: string | null }
  | { readonly status: 'rejected'; readonly reason: string; readonly value: unknown };

function takeLine(line: string, checkEvent: EventChecker): TakenLine {
  const value = parse(line);
  if (line.length > limits.eventBytesMax) return { status: 'rejected', reason: 'line: too long', value };
  if (typeof value !== 'object' || value === null)
    return { status: 'rejected', reason: 'line: not a JSON object', value };
  const envelope = checkEnvelope('envelope' in value ? value.envelope : undefined);
  if (envelope.status === 'rejected') return { ...envelope, value };
  const event = checkEvent('event' in value ? value.event : undefined, envelope.envelope.privacy ?? 'wire');
  if (event.status === 'rejected') return { ...event, value };
  const changed = envelope.changed || event.changed || Object.keys(value).length > 2;
  return {
    status: 'taken',
    envelope: envelope.envelope,
    line: changed ? JSON.stringify({ envelope: envelope.envelope, event: event.event }) : null,
  };
}

/** The answer, in the order of the lines. */
export function encodeResults(results: readonly EventResult[]): string {
  return `{"results":[${results.map(encodeResult).join(',')}]}`;
}

const acceptedText = JSON.stringify(accepted);

function encodeResult(result: EventResult): string {
  return result === accepted ? acceptedText : JSON.stringify(result);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
