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
  return withParams<ClientRequest>(clientRequestParams.get(method), method, params);
}

/** Checks the server's answer by the method of the request that it answers. */
export function decodeClientResponse(method: string, result: unknown): Decoded<ClientResponse> {
  return withResult<ClientResponse>(clientRequestResults.get(method), method, result);
}

/** A request of the server, by its method. */
export function decodeServerRequest(method: string, params: unknown): Decoded<ServerRequest> {
  return withParams<ServerRequest>(serverRequestParams.get(method), method, params);
}

/** Checks the client's answer by the method of the request that it answers. */
export function decodeServerResponse(method: string, result: unknown): Decoded<ServerResponse> {
  return withResult<ServerResponse>(serverRequestResults.get(method), method, result);
}

/** Checks a notification. An item is checked by its own type, so that types that we don't read pass as `unread`. */
export function decodeNotification(method: string, params: unknown): Decoded<ServerNotification> {
  const decoded = withParams<ServerNotification>(notificationParams.get(method), method, params);
  if (decoded.status !== 'ok') return decoded;
  const { message } = decoded;
  if (message.method !== 'item/started' && message.method !== 'item/completed') return decoded;
  const check = items.get(message.params.item.type);
  if (check === undefined) return unread;
  return check(message.params.item) ? decoded : misshapen;
}

function withParams<T>(check: Check | undefined, method: string, params: unknown): Decoded<T> {
  if (check === undefined) return unread;
  return check(params) ? { status: 'ok', message: { method, params } as T } : misshapen;
}

function withResult<T>(check: Check | undefined, method: string, result: unknown): Decoded<T> {
  if (check === undefined) return unread;
  return check(result) ? { status: 'ok', message: { method, result } as T } : misshapen;
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
