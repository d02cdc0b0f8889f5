import type {
  ClientRequest,
  ClientResponse,
  RequestId,
  RpcError,
  ServerNotification,
  ServerRequest,
  ServerResponse,
} from '../protocol/index.js';

/**
 * Facts that a message of the app-server protocol carries. A tap makes them from traffic; a program that is itself an
 * app-server gives them through the library. Requests, answers and server requests are those of one connection;
 * notifications are told once, however many connections they go to; broadcasts are never told.
 */

/** A connection introduced itself. A later one on the same connection replaces what was known of it. */
export interface InitializeFact {
  readonly kind: 'initialize';
  readonly atMs: number;
  readonly connectionId: number;
  /** Originator of the process: see the wire behaviour `originatorIsFirstClient`. */
  readonly productClientId: string;
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  readonly rpcTransport: RpcTransport;
  /** Null when the client gave no capabilities. */
  readonly experimentalApiEnabled: boolean | null;
  readonly runtime: RuntimeFacts;
}

/** How a client and its server talk. */
export type RpcTransport = 'stdio' | 'websocket' | 'in_process';

/** The server that runs; null where a source cannot know. */
export interface RuntimeFacts {
  readonly codexVersion: string;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly arch: string | null;
}

/** A client asks the server. */
export interface ClientRequestFact {
  readonly kind: 'clientRequest';
  readonly atMs: number;
  readonly connectionId: number;
  readonly requestId: RequestId;
  readonly request: ClientRequest;
}

/** A successful answer to a request of the client. */
export interface ClientResponseFact {
  readonly kind: 'clientResponse';
  readonly atMs: number;
  readonly connectionId: number;
  readonly requestId: RequestId;
  readonly response: ClientResponse;
}

/** The server refused a request of the client. */
export interface ErrorResponseFact {
  readonly kind: 'errorResponse';
  readonly atMs: number;
  readonly connectionId: number;
  readonly requestId: RequestId;
  readonly error: RpcError;
}

/** The server asks the client; request ids of the server are unique in a run of it. */
export interface ServerRequestFact {
  readonly kind: 'serverRequest';
  readonly atMs: number;
  readonly connectionId: number;
  readonly requestId: RequestId;
  readonly request: ServerRequest;
}

/** The client answered the server; `completedAtMs` is when the answer arrived. */
export interface ServerResponseFact {
  readonly kind: 'serverResponse';
  readonly atMs: number;
  readonly completedAtMs: number;
  readonly requestId: RequestId;
  /** Thread of the request: tells requests of several servers apart, whose ids are their own. */
  readonly threadId?: string;
  readonly response: ServerResponse;
}

/** What was granted after the core cut the client's answer to what had been asked for; stands for the answer itself. */
export interface EffectivePermissionsResponseFact {
  readonly kind: 'effectivePermissionsResponse';
  readonly atMs: number;
  readonly completedAtMs: number;
  readonly requestId: RequestId;
  /** Thread of the request: tells requests of several servers apart, whose ids are their own. */
  readonly threadId?: string;
  readonly granted: boolean;
  readonly scope: 'turn' | 'session';
}

/** A request of the server ended without an answer: an error, a cancel, the end of its turn or connection. */
export interface ServerRequestAbortedFact {
  readonly kind: 'serverRequestAborted';
  readonly atMs: number;
  readonly completedAtMs: number;
  readonly requestId: RequestId;
  /** Thread of the request: tells requests of several servers apart, whose ids are their own. */
  readonly threadId?: string;
}

/** The server tells something without being asked. */
export interface NotificationFact {
  readonly kind: 'notification';
  readonly atMs: number;
  readonly notification: ServerNotification;
}

/** The server's run is over: what is open will never complete. */
export interface ServerEndedFact {
  readonly kind: 'serverEnded';
  readonly atMs: number;
}

/** Facts that messages carry. */
export type ProtocolFact =
  | InitializeFact
  | ClientRequestFact
  | ClientResponseFact
  | ErrorResponseFact
  | ServerRequestFact
  | ServerResponseFact
  | EffectivePermissionsResponseFact
  | ServerRequestAbortedFact
  | NotificationFact
  | ServerEndedFact;
