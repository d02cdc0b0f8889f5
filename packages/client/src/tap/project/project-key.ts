import { createHmac, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { keptText } from '../../kept-text.js';

/** File in the data directory; whoever has it can test guesses of names, so it never leaves the machine. */
const keyFile = 'project-key';
const keyBytes = 32;

/** The key of this data directory for project names in strict privacy; made when it is first needed. */
export async function openProjectKey(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const hex = await keptText(join(dataDir, keyFile), () => randomBytes(keyBytes).toString('hex'));
  if (!isKey.test(hex)) throw new Error('the project key in the data directory cannot be read');
  return Buffer.from(hex, 'hex');
}

const isKey = new RegExp(`^[0-9a-f]{${keyBytes * 2}}$`);

/** What stands for a project in strict privacy: the same for the same name on the same machine, and nothing else. */
export function pseudonymOfProject(key: Buffer, name: string): string {
  return `hmac:${createHmac('sha256', key).update(name).digest('hex').slice(0, 32)}`;
}
