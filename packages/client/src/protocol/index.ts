/** What is on the wire of `codex app-server`: framing, the messages that we read, and their typed decoding. */
export { decodeMessage } from './decode-message.js';
export type { Message, RpcError } from './decode-message.js';
export { createLineFramer } from './line-framer.js';
export type { LineFramer, LineFramerOptions } from './line-framer.js';
export { mayMatter } from './may-matter.js';
export { itemTypes } from './messages/item.js';
export { clientRequests, serverNotifications, serverRequests } from './methods.js';
export type { ClientRequestMethod, ServerNotificationMethod, ServerRequestMethod } from './methods.js';
export { requestIdKey } from './request-id.js';
export type { RequestId } from './request-id.js';
export type { Item } from './messages/item.js';
export {
  decodeClientRequest,
  decodeClientResponse,
  decodeNotification,
  decodeServerRequest,
  decodeServerResponse,
} from './typed-decoding.js';
export type { Decoded } from './typed-decoding.js';
export type {
  ClientRequest,
  ClientResponse,
  NotificationParams,
  ServerNotification,
  ServerRequest,
  ServerResponse,
} from './typed-messages.js';
export { behaviourOf, existsIn, newestWireVersion, wireVersionOf, wireVersions } from './wire-versions.js';
export type { WireBehaviour, WireVersion } from './wire-versions.js';
