import { isAbsolute, resolve } from 'node:path';

import { ClientError } from '../errors.js';

/** Where events go. */
export type Target =
  /** Our own collector at this base. */
  | { readonly kind: 'collector'; readonly url: string }
  /** A backend that speaks the native form, at a base as in `chatgpt_base_url`. */
  | { readonly kind: 'native'; readonly url: string }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string };

/** Reads `--to`: `http(s)://…`, `native:http(s)://…`, `stdout` or `file:PATH`. Throws `bad_target`. */
export function parseTarget(text: string): Target {
  if (text === 'stdout') return { kind: 'stdout' };
  if (text.startsWith('file:')) {
    const path = text.slice('file:'.length).replace(/^\/\/(?=\/)/, '');
    if (path === '') throw new ClientError('bad_target', '`file:` needs a path');
    return { kind: 'file', path: isAbsolute(path) ? path : resolve(path) };
  }
  const native = text.startsWith('native:');
  const url = baseUrl(native ? text.slice('native:'.length) : text);
  if (!native) return { kind: 'collector', url };
  // The login of a person goes there: never in the clear beyond this machine.
  if (url.startsWith('http:') && !isLoopback(url)) {
    throw new ClientError('bad_target', 'a native target beyond this machine must be https');
  }
  return { kind: 'native', url };
}

/** Whether an address is on this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ClientError(
      'bad_target',
      'the target is not an http or https URL, `native:URL`, `stdout` or `file:PATH`',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ClientError('bad_target', 'a target holds no user name or password; use TACHO_TOKEN');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ClientError('bad_target', 'a target is a base: no `?` and no `#`');
  }
  return text.replace(/\/+$/, '');
}
