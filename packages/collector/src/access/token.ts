import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

import { keptText } from '@tachograph/client/deliver';

/** The local token: read, or made when there is none. Readable by its owner alone. */
export function readOrCreateToken(path: string): Promise<string> {
  return keptText(path, () => randomBytes(32).toString('base64url'));
}

/** Makes a comparison with a secret that takes the same time whatever is given, also when the lengths differ. */
export function secretCheck(expected: string): (given: string) => boolean {
  const wanted = hash('sha256', expected, 'buffer');
  return (given) => timingSafeEqual(hash('sha256', given, 'buffer'), wanted);
}

/** What the page's cookie holds: it proves the token and does not tell it. */
export function sessionSecret(token: string): string {
  return createHmac('sha256', token).update('page session 1').digest('base64url');
}
