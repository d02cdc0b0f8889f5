import { existsSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { CliError } from '../errors.js';

/** One thing to reduce, with a name for messages. */
export type ReduceInput =
  | { readonly kind: 'stdin'; readonly label: string }
  | {
      readonly kind: 'recording';
      readonly label: string;
      readonly path: string;
      /** As `meta.json` beside the recording says it. */
      readonly transport: string | null;
    }
  | { readonly kind: 'rollouts'; readonly label: string; readonly path: string };

const recordingFile = 'rpc.jsonl';

/**
 * What an operand of `tacho reduce` stands for: `-`; a recording; a folder with `rpc.jsonl` (a recording); a folder of such
 * folders (each for itself); any other folder, or a session log (rollouts, reduced together).
 */
export async function findInputs(operand: string): Promise<readonly ReduceInput[]> {
  if (operand === '-') return [{ kind: 'stdin', label: 'standard input' }];
  const found = await stat(operand).catch((error: NodeJS.ErrnoException) => {
    throw new CliError('bad_argument', `${operand} cannot be read (${error.code ?? 'error'})`, { cause: error });
  });
  if (!found.isDirectory()) {
    if (await isSessionLog(operand)) return [{ kind: 'rollouts', label: operand, path: operand }];
    return [await recording(operand, operand)];
  }
  const own = recordingIn(operand);
  if (own !== null) return [await recording(own, operand)];
  const folders = (await readdir(operand, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(operand, entry.name))
    .sort();
  const inside = folders.flatMap((folder) => {
    const path = recordingIn(folder);
    return path === null ? [] : [recording(path, folder)];
  });
  if (inside.length > 0) return Promise.all(inside);
  return [{ kind: 'rollouts', label: operand, path: operand }];
}

/** The recording in a folder, compressed or not. */
function recordingIn(folder: string): string | null {
  const names = [recordingFile, `${recordingFile}.gz`, `${recordingFile}.zst`];
  return names.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

async function recording(path: string, label: string): Promise<ReduceInput> {
  return { kind: 'recording', label, path, transport: await transportBeside(path) };
}

async function transportBeside(path: string): Promise<string | null> {
  const text = await readFile(join(dirname(path), 'meta.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const meta: unknown = JSON.parse(text);
    return typeof meta === 'object' && meta !== null && 'transport' in meta ? String(meta.transport) : null;
  } catch {
    return null;
  }
}

/** A session log begins with a record of its session; a compressed file is told by its name. */
async function isSessionLog(path: string): Promise<boolean> {
  if (/rollout-[^/]*\.jsonl\.zst$/.test(path)) return true;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.toString('utf8', 0, bytesRead);
    return (
      /^\s*\{[^\n]*"(type|record_type)":\s*"(session_meta|state)"/.test(head) && !/^\s*\{\s*"(dir|meta)"/.test(head)
    );
  } finally {
    await file.close();
  }
}
