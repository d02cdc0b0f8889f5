import { resolve } from 'node:path';

/** A place that an app-server listens on. Over all of them websocket is spoken; a unix socket is no exception. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** Reads `ws://HOST:PORT` or `unix://PATH`, the forms that `codex --remote` takes; null for anything else. */
export function parseListenAddress(text: string): ListenAddress | null {
  if (text.startsWith('unix://')) {
    const path = text.slice('unix://'.length);
    return path === '' ? null : { kind: 'unix', path: resolve(path) };
  }
  if (!text.startsWith('ws://') || !URL.canParse(text)) return null;
  const { hostname, port, pathname } = new URL(text);
  if (hostname === '' || (pathname !== '' && pathname !== '/')) return null;
  return { kind: 'tcp', host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) };
}

/** The address as its user would write it. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix://${address.path}`;
  return `ws://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}

/** Whether only this machine can reach the address. */
export function isLocal(address: ListenAddress): boolean {
  return (
    address.kind === 'unix' || address.host === 'localhost' || address.host === '::1' || address.host.startsWith('127.')
  );
}
