import { randomBytes } from 'node:crypto';

import {
  clientRequests,
  decodeMessage,
  itemTypes,
  requestIdKey,
  serverNotifications,
  serverRequests,
  type Message,
  type RequestId,
} from '../../protocol/index.js';
import { repositoryHash } from '../../facts/index.js';
import { tapLimits } from '../../limits.js';
import type { Direction } from '../observation.js';
import { keepSkillIds } from './keep-skill-ids.js';
import { keepingOf } from './kept-strings.js';
import { redactText } from './redact-text.js';
import { redactUnknown, redactValue } from './redact-value.js';

/** Takes free text, paths and URLs out of the messages of one recording; null for a message of no known form. */
export type RedactMessage = (direction: Direction, connection: number, message: unknown) => unknown;

interface Shapes {
  readonly params: object;
  readonly result: object;
}

const requests: Readonly<Record<Direction, Readonly<Record<string, Shapes>>>> = {
  c2s: clientRequests,
  s2c: serverRequests,
};
const notifications: Readonly<Record<string, object>> = serverNotifications;
const items: Readonly<Record<string, object>> = itemTypes;

/** Longest method name that is kept of a message that nobody reads. */
const methodForm = /^[A-Za-z0-9_/.-]{1,80}$/;

/**
 * Makes it. A message that we read keeps what its schema names, reduced field by field; of any other its method is kept. The
 * events in strict privacy stay the same.
 */
export function createRedactor(): RedactMessage {
  const key = randomBytes(32);
  const redact = (name: string, text: string): string => redactText(keepingOf(name), text, key, repositoryHash);
  /** Methods of open requests, by who asked on which connection. */
  const open = new Map<string, string>();

  function request(
    direction: Direction,
    connection: number,
    { id, method, params }: Extract<Message, { form: 'request' }>,
  ) {
    const shapes = requests[direction][method];
    if (shapes === undefined) return { id, method: methodForm.test(method) ? method : 'unknown' };
    if (open.size >= tapLimits.redactorRequestsMax) open.delete(open.keys().next().value ?? '');
    open.set(askedBy(direction, connection, id), method);
    if (method === 'initialize') return { id, method, params: initializeParams(shapes.params, params, redact) };
    if (params === undefined) return { id, method };
    return { id, method, params: redactValue(shapes.params, keepSkillIds(params), '', redact) };
  }

  function answered(direction: Direction, connection: number, id: RequestId): Shapes | undefined {
    const asked: Direction = direction === 'c2s' ? 's2c' : 'c2s';
    const who = askedBy(asked, connection, id);
    const method = open.get(who);
    open.delete(who);
    return method === undefined ? undefined : requests[asked][method];
  }

  return (direction, connection, raw) => {
    const message = decodeMessage(raw);
    if (message === null) return null;
    switch (message.form) {
      case 'request':
        return request(direction, connection, message);
      case 'response': {
        const shapes = answered(direction, connection, message.id);
        return {
          id: message.id,
          result: shapes === undefined ? {} : redactValue(shapes.result, keepSkillIds(message.result), '', redact),
        };
      }
      case 'error': {
        const { code, message: text, data } = message.error;
        answered(direction, connection, message.id);
        return {
          id: message.id,
          error: { code, message: redact('message', text), data: redactUnknown(data, 'data', redact) },
        };
      }
      case 'notification': {
        const { method, params, emittedAtMs } = message;
        const time = emittedAtMs === null ? {} : { emittedAtMs };
        const shape = direction === 's2c' ? notifications[method] : undefined;
        if (shape === undefined) return { method: methodForm.test(method) ? method : 'unknown', ...time };
        return { method, params: notificationParams(shape, params, redact), ...time };
      }
    }
  };
}

function askedBy(direction: Direction, connection: number, id: RequestId): string {
  return `${direction} ${connection} ${requestIdKey(id)}`;
}

/** Names of programs stay. */
function initializeParams(shape: object, params: unknown, redact: (name: string, text: string) => string): unknown {
  return redactValue(shape, params, '', (name, text) => (name === 'name' ? text : redact(name, text)));
}

/** An item is described by its own type, beside what all items have. */
function notificationParams(shape: object, params: unknown, redact: (name: string, text: string) => string): unknown {
  const kept = redactValue(shape, params, '', redact);
  if (!isRecord(kept) || !isRecord(params) || !isRecord(params['item'])) return kept;
  const { item } = params;
  const own = typeof item['type'] === 'string' ? items[item['type']] : undefined;
  return own === undefined ? kept : { ...kept, item: redactValue(own, item, 'item', redact) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
