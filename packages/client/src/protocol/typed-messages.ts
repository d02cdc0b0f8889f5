import type { Static } from 'typebox';

import type { ItemCompletedParams, ItemStartedParams } from './messages/item.js';
import type {
  ClientRequestMethod,
  ServerNotificationMethod,
  ServerRequestMethod,
  clientRequests,
  serverNotifications,
  serverRequests,
} from './methods.js';

/** A request of the client, by method. */
export type ClientRequest = {
  [M in ClientRequestMethod]: { readonly method: M; readonly params: Static<(typeof clientRequests)[M]['params']> };
}[ClientRequestMethod];

/** The server's answer to a request of the client, by the method of that request. */
export type ClientResponse = {
  [M in ClientRequestMethod]: { readonly method: M; readonly result: Static<(typeof clientRequests)[M]['result']> };
}[ClientRequestMethod];

/** A request of the server, by method. */
export type ServerRequest = {
  [M in ServerRequestMethod]: { readonly method: M; readonly params: Static<(typeof serverRequests)[M]['params']> };
}[ServerRequestMethod];

/** The client's answer to a request of the server, by the method of that request. */
export type ServerResponse = {
  [M in ServerRequestMethod]: { readonly method: M; readonly result: Static<(typeof serverRequests)[M]['result']> };
}[ServerRequestMethod];

/** Parameters of each notification that we read; items are told apart by their type. */
export type NotificationParams = {
  [M in ServerNotificationMethod]: M extends 'item/started'
    ? ItemStartedParams
    : M extends 'item/completed'
      ? ItemCompletedParams
      : Static<(typeof serverNotifications)[M]>;
};

/** A notification of the server, by method. */
export type ServerNotification = {
  [M in ServerNotificationMethod]: { readonly method: M; readonly params: NotificationParams[M] };
}[ServerNotificationMethod];
