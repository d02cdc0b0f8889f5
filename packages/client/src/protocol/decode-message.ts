import type { RequestId } from './request-id.js';

/** A JSON-RPC message by its form; `emittedAtMs` is the server's own clock (codex 0.169). */
export type Message =
  | { readonly form: 'request'; readonly id: RequestId; readonly method: string; readonly params: unknown }
  | {
      readonly form: 'notification';
      readonly method: string;
      readonly params: unknown;
      readonly emittedAtMs: number | null;
    }
  | { readonly form: 'response'; readonly id: RequestId; readonly result: unknown }
  | { readonly form: 'error'; readonly id: RequestId; readonly error: RpcError };

/** The error of an answer, as far as it can be read. */
export interface RpcError {
  readonly code: number | null;
  readonly message: string;
  readonly data: unknown;
}

/** Tells the form of a parsed message; null when it is none of the protocol's. */
export function decodeMessage(value: unknown): Message | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const raw = value as Readonly<Record<string, unknown>>;
  const { method, id } = raw;
  if (typeof method === 'string') {
    if (id === undefined || id === null) {
      const { emittedAtMs } = raw;
      return {
        form: 'notification',
        method,
        params: raw['params'],
        emittedAtMs: typeof emittedAtMs === 'number' && emittedAtMs >= 0 ? Math.trunc(emittedAtMs) : null,
      };
    }
    return isRequestId(id) ? { form: 'request', id, method, params: raw['params'] } : null;
  }
  if (method !== undefined || !isRequestId(id)) return null;
  if (raw['error'] !== undefined && raw['error'] !== null) return { form: 'error', id, error: rpcError(raw['error']) };
  return 'result' in raw ? { form: 'response', id, result: raw['result'] } : null;
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id));
}

function rpcError(error: unknown): RpcError {
  if (typeof error !== 'object' || error === null) return { code: null, message: '', data: null };
  const { code, message, data } = error as Readonly<Record<string, unknown>>;
  return {
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? message : '',
    data: data ?? null,
  };
}
