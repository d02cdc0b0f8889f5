/** Names of this machine as seen from itself. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '[::1]', '::1']);

/** Whether an address is loopback. */
export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether the `Host` header names this machine. A page that makes its own name resolve to 127.0.0.1 still sends that
 * name: so it is refused (DNS rebinding).
 */
export function isOwnHost(header: string | undefined, listenHost: string): boolean {
  if (header === undefined) return false;
  const name = header.replace(/:\d+$/, '').toLowerCase();
  return isLoopback(name) || name === listenHost.toLowerCase();
}

/** Whether a request comes from a page of another origin: browsers say so, programs do not send the header. */
export function isForeignOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}
