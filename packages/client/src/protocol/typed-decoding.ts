import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

import { itemTypes } from './messages/item.js';
import { clientRequests, serverNotifications, serverRequests } from './methods.js';
import type {
  ClientRequest,
  ClientResponse,
  ServerNotification,
  ServerRequest,
  ServerResponse,
} from './typed-messages.js';

/**
 * What became of a message when its shape was checked: `unread` is a method (or type of item) that we don't read, which is
 * fine; `misshapen` is one that we read in a shape that we don't know, which is an anomaly.
 */
export type Decoded<T> =
  | { readonly status: 'ok'; readonly message: T }
  | { readonly status: 'unread' }
  | { readonly status: 'misshapen' };

type Check = (value: unknown) => boolean;

const unread = { status: 'unread' } as const;
const misshapen = { status: 'misshapen' } as const;

/** Checks a request of the client that we read. Nothing is copied: the typed message is the parsed one. */
export function decodeClientRequest(method: string, params: unknown): Decoded<ClientRequest> {
  return decode(clientRequestParams, method, params, 'params') as Decoded<ClientRequest>;
}

/** Checks the server's answer by the method of the request that it answers. */
export function decodeClientResponse(method: string, result: unknown): Decoded<ClientResponse> {
  return decode(clientRequestResults, method, result, 'result') as Decoded<ClientResponse>;
}

export function decodeServerRequest(method: string, params: unknown): Decoded<ServerRequest> {
  return decode(serverRequestParams, method, params, 'params') as Decoded<ServerRequest>;
}

/** Checks the client's answer by the method of the request that it answers. */
export function decodeServerResponse(method: string, result: unknown): Decoded<ServerResponse> {
  return decode(serverRequestResults, method, result, 'result') as Decoded<ServerResponse>;
}

/** Checks a notification. An item is checked by its own type, so that types that we don't read pass as `unread`. */
export function decodeNotification(method: string, params: unknown): Decoded<ServerNotification> {
  const decoded = decode(notificationParams, method, params, 'params') as Decoded<ServerNotification>;
  if (decoded.status !== 'ok') return decoded;
  const { message } = decoded;
  if (message.method !== 'item/started' && message.method !== 'item/completed') return decoded;
  const check = items.get(message.params.item.type);
  if (check === undefined) return unread;
  return check(message.params.item) ? decoded : misshapen;
}

function decode(
  checks: ReadonlyMap<string, Check>,
  method: string,
  value: unknown,
  key: 'params' | 'result',
): Decoded<unknown> {
  const check = checks.get(method);
  if (check === undefined) return unread;
  return check(value) ? { status: 'ok', message: { method, [key]: value } } : misshapen;
}

const clientRequestParams = checksOf(clientRequests, (shapes) => shapes.params);
const clientRequestResults = checksOf(clientRequests, (shapes) => shapes.result);
const serverRequestParams = checksOf(serverRequests, (shapes) => shapes.params);
const serverRequestResults = checksOf(serverRequests, (shapes) => shapes.result);
const notificationParams = checksOf<TSchema>(serverNotifications, (schema) => schema);
const items = checksOf<TSchema>(itemTypes, (schema) => schema);

function checksOf<V>(table: Readonly<Record<string, V>>, schemaOf: (entry: V) => TSchema): ReadonlyMap<string, Check> {
  return new Map(Object.entries(table).map(([name, entry]) => [name, lazyCheck(schemaOf(entry))]));
}

/** Compiles at the first use: most processes meet a few methods only, and a start must be quick. */
function lazyCheck(schema: TSchema): Check {
  let check: Check = (value) => {
    const compiled = Compile(schema);
    check = (later) => compiled.Check(later);
    return check(value);
  };
  return (value) => check(value);
}
