import type { RuntimeFacts } from '../protocol-facts.js';

/** What the answer to `initialize` says of the server: `originator/version (os version; arch) …`. */
export function parseUserAgent(
  userAgent: string,
  platformOs: string | null,
): { readonly originator: string | null; readonly runtime: RuntimeFacts } {
  const slash = userAgent.indexOf('/');
  const [, version, os] = /^[^/]*\/(\S+)(?: \(([^)]*)\))?/.exec(userAgent) ?? [];
  const [system = '', arch] = (os ?? '').split('; ');
  return {
    originator: slash > 0 ? userAgent.slice(0, slash) : null,
    runtime: {
      codexVersion: version ?? '0.0.0',
      os: platformOs,
      // The system's name may have several words; its version is the last one.
      osVersion: system === '' ? null : (system.split(' ').pop() ?? null),
      arch: arch ?? null,
    },
  };
}
