import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the page. */
export interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Files under `assets/` carry their hash in their name. */
  readonly immutable: boolean;
  /** The bytes are compressed: the build left that form beside the file. */
  readonly gzip: boolean;
}

/**
 * A file of the page's folder, or the page itself for an address that is no file; null when there is neither. `takesGzip`
 * is whether the browser takes a compressed form.
 */
export async function readPageFile(pageDir: string, path: string, takesGzip = false): Promise<PageFile | null> {
  const name = decodePath(path);
  if (name === null) return null;
  const root = resolve(pageDir);
  const file = resolve(root, `.${name}`);
  if (file !== root && !file.startsWith(root + sep)) return null;
  const isFile = extname(file) !== '' && file !== root;
  const type = isFile ? types[extname(file)] : types['.html'];
  if (type === undefined) return null;
  const immutable = isFile && name.startsWith('/assets/');
  const compressed = takesGzip && immutable ? await readFile(`${file}.gz`).catch(() => null) : null;
  const bytes = compressed ?? (await readFile(isFile ? file : join(root, 'index.html')).catch(() => null));
  return bytes === null ? null : { bytes, type, immutable, gzip: compressed !== null };
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded;
  } catch {
    return null;
  }
}
