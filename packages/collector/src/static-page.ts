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
}

/** A file of the page's folder, or the page itself for an address that is no file; null when there is neither. */
export async function readPageFile(pageDir: string, path: string): Promise<PageFile | null> {
  const name = decodePath(path);
  if (name === null) return null;
  const root = resolve(pageDir);
  const file = resolve(root, `.${name}`);
  if (file !== root && !file.startsWith(root + sep)) return null;
  const isFile = extname(file) !== '' && file !== root;
  const bytes = await readFile(isFile ? file : join(root, 'index.html')).catch(() => null);
  if (bytes === null) return null;
  const type = isFile ? types[extname(file)] : types['.html'];
  if (type === undefined) return null;
  return { bytes, type, immutable: isFile && name.startsWith('/assets/') };
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded;
  } catch {
    return null;
  }
}
