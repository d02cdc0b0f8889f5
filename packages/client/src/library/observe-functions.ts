import type { Fact, InitializeFact } from '../facts/index.js';
import {
  decodeClientRequest,
  decodeClientResponse,
  decodeNotification,
  decodeServerRequest,
  decodeServerResponse,
  type Decoded,
  type RequestId,
} from '../protocol/index.js';
import { wholeFact } from './fact-shape.js';
import { grantShape, initializeShape } from './fact-shapes.js';
import { takesIn } from './intake.js';

/** Connection of a client. Null: a broadcast to all of them, which is never observed. */
export type Audience = number | null;

/** One function for each kind of message; for a program that is an app-server itself. */
export interface ObserveFunctions {
  readonly observeInitialize: (fact: Omit<InitializeFact, 'kind' | 'atMs'>) => void;
  readonly observeClientRequest: (connectionId: number, requestId: RequestId, method: string, params: unknown) => void;
  /** A successful answer, by the method of its request; once, where it is sent. */
  readonly observeClientResponse: (connectionId: number, requestId: RequestId, method: string, result: unknown) => void;
  readonly observeErrorResponse: (
    connectionId: number,
    requestId: RequestId,
    error: { readonly code: number | null; readonly message: string; readonly data?: unknown },
  ) => void;
  /** Once for each connection that it was handed to. */
  readonly observeServerRequest: (audience: Audience, requestId: RequestId, method: string, params: unknown) => void;
  /** When the client's answer arrives. Answers to requests for permissions come by the next function instead. */
  readonly observeServerResponse: (requestId: RequestId, method: string, result: unknown) => void;
  /** What is left of the client's grant after it was cut to what had been asked for. */
  readonly observeEffectivePermissions: (
    requestId: RequestId,
    grant: { readonly granted: boolean; readonly scope: 'turn' | 'session' },
  ) => void;
  /** A client's error, a cancel, the end of the turn or of the connection: no answer will come. */
  readonly observeServerRequestAborted: (requestId: RequestId) => void;
  /** Once, before it is handed to connections, also when there are none. Not for broadcasts. */
  readonly observeNotification: (method: string, params: unknown) => void;
}

/** Makes them: `tell` takes the fact; `misshapen` hears of a message that we should know and do not. */
export function createObserveFunctions(
  tell: (fact: Fact) => void,
  now: () => number,
  misshapen: (kind: string) => void,
): ObserveFunctions {
  function ifDecoded<T>(kind: string, decoded: Decoded<T>, use: (message: T, atMs: number) => Fact): void {
    if (decoded.status === 'ok') tell(use(decoded.message, now()));
    else if (decoded.status === 'misshapen') misshapen(kind);
  }
  return {
    observeInitialize: (fact) => tell({ ...wholeFact(initializeShape, fact), kind: 'initialize', atMs: now() }),
    observeClientRequest(connectionId, requestId, method, params) {
      if (!takesIn.clientRequest(method)) return;
      ifDecoded('clientRequest', decodeClientRequest(method, params), (request, atMs) => ({
        kind: 'clientRequest',
        atMs,
        connectionId,
        requestId,
        request,
      }));
    },
    observeClientResponse(connectionId, requestId, method, result) {
      if (!takesIn.clientResponse(method)) return;
      ifDecoded('clientResponse', decodeClientResponse(method, result), (response, atMs) => ({
        kind: 'clientResponse',
        atMs,
        connectionId,
        requestId,
        response,
      }));
    },
    observeErrorResponse(connectionId, requestId, { code, message, data }) {
      tell({
        kind: 'errorResponse',
        atMs: now(),
        connectionId,
        requestId,
        error: { code, message, data: data ?? null },
      });
    },
    observeServerRequest(audience, requestId, method, params) {
      if (audience === null || !takesIn.serverRequest(method)) return;
      ifDecoded('serverRequest', decodeServerRequest(method, params), (request, atMs) => ({
        kind: 'serverRequest',
        atMs,
        connectionId: audience,
        requestId,
        request,
      }));
    },
    observeServerResponse(requestId, method, result) {
      if (!takesIn.serverResponse(method)) return;
      ifDecoded('serverResponse', decodeServerResponse(method, result), (response, atMs) => ({
        kind: 'serverResponse',
        atMs,
        completedAtMs: atMs,
        requestId,
        response,
      }));
    },
    observeEffectivePermissions(requestId, grant) {
      const { granted, scope } = wholeFact(grantShape, grant);
      const atMs = now();
      tell({ kind: 'effectivePermissionsResponse', atMs, completedAtMs: atMs, requestId, granted, scope });
    },
    observeServerRequestAborted(requestId) {
      const atMs = now();
      tell({ kind: 'serverRequestAborted', atMs, completedAtMs: atMs, requestId });
    },
    observeNotification(method, params) {
      if (!takesIn.notification(method)) return;
      ifDecoded('notification', decodeNotification(method, params), (notification, atMs) => ({
        kind: 'notification',
        atMs,
        notification,
      }));
    },
  };
}
