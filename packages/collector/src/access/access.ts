import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { secretCheck, sessionSecret } from './token.js';

/** Who asks. Everything belongs to an account; on loopback there is one. */
export interface Access {
  readonly account: string;
  /** Told by the page's cookie and not by a token. */
  readonly byCookie: boolean;
}

/** The account of everything that comes in over loopback. */
export const localAccount = 'local';

const byToken: Access = { account: localAccount, byCookie: false };

/** Tells who asks. */
export interface AccessCheck {
  /** By `Authorization: Bearer`. The header is taken off the request: nothing behind this sees it. */
  bearer(request: IncomingMessage): Access | null;
  /** By the page's cookie, or by the header. */
  page(request: IncomingMessage): Access | null;
  /** Whether this is the token of the link. */
  isToken(token: string): boolean;
  /** `Set-Cookie` of the page. */
  readonly cookie: string;
}

/** Access by the local token. */
export function createAccessCheck(token: string, cookieName: string): AccessCheck {
  const session = sessionSecret(token);
  const isToken = secretCheck(token);
  const isSession = secretCheck(session);
  /** What a connection has proved once: sources send the same header with every body, and hashing it costs as much as an event. */
  const proved = new WeakMap<Socket, string>();
  const bearer = (request: IncomingMessage): Access | null => {
    const header = takeAuthorization(request);
    if (header === undefined) return null;
    if (proved.get(request.socket) === header) return byToken;
    const [, given] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    if (given === undefined || !isToken(given)) return null;
    proved.set(request.socket, header);
    return byToken;
  };
  return {
    bearer,
    page(request) {
      const given = cookieOf(request, cookieName);
      const byCookie = given !== null && isSession(given);
      return bearer(request) ?? (byCookie ? { account: localAccount, byCookie: true } : null);
    },
    isToken,
    cookie: `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`,
  };
}

/** Takes `authorization` off a request. */
function takeAuthorization(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization;
  dropHeaders(request, ['authorization']);
  return header;
}

/** What the real Codex sends to prove itself to its own backend: none of our business, never kept, never logged. */
export function dropForeignCredentials(request: IncomingMessage): void {
  dropHeaders(request, ['authorization', 'chatgpt-account-id', 'cookie', 'openai-organization', 'openai-project']);
}

function dropHeaders(request: IncomingMessage, names: readonly string[]): void {
  if (!names.some((name) => name in request.headers)) return;
  for (const name of names) delete request.headers[name];
  const kept: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    if (!names.includes(request.rawHeaders[at]!.toLowerCase())) {
      kept.push(request.rawHeaders[at]!, request.rawHeaders[at + 1]!);
    }
  }
  request.rawHeaders = kept;
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
