import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { rolloutLimits } from '../limits.js';
import type { SkipReason } from './skipped.js';

/** A session log on disk, as it was when it was found. */
export interface RolloutFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly inode: number;
  /** Last id in the file name: of the thread, or of the segment that a revert began. Null for a file named otherwise. */
  readonly logIdInName: string | null;
}

/** The two folders of a Codex home that hold session logs. */
export function rolloutRoots(codexHome: string): readonly string[] {
  return [join(codexHome, 'sessions'), join(codexHome, 'archived_sessions')];
}

/**
 * Finds session logs below the given files and folders, in the order of their paths. Links are followed, each real folder
 * is visited once. A file named outright is taken whatever its name; in folders only `*.jsonl` and `*.jsonl.zst` are.
 */
export function discoverRollouts(
  paths: readonly string[],
  onSkip: (reason: SkipReason, path: string) => void,
): readonly RolloutFile[] {
  const found = new Map<string, RolloutFile>();
  const visited = new Set<string>();

  const addFile = (path: string) => {
    const stat = statSync(path);
    if (stat.isFile()) found.set(path, describe(path, stat));
  };

  const enter = (path: string, depth: number, viaLink: boolean) => {
    if (depth > rolloutLimits.directoryDepthMax) return onSkip('too-deep', path);
    const real = viaLink || depth === 0 ? realpathSync(path) : path;
    if (visited.has(real)) {
      // twice the same root is a habit of callers; a link into what was visited is worth a word
      if (viaLink) onSkip('symlink-loop', path);
      return;
    }
    visited.add(real);
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = join(path, entry.name);
      attempt(child, onSkip, () => {
        if (entry.isDirectory()) enter(child, depth + 1, viaLink);
        else if (entry.isFile()) {
          if (isLogName(entry.name)) addFile(child);
          else if (isOldLogName(entry.name)) onSkip('unknown-generation', child);
        } else if (entry.isSymbolicLink()) {
          if (statSync(child).isDirectory()) enter(child, depth + 1, true);
          else if (isLogName(entry.name)) addFile(child);
        }
      });
    }
  };

  for (const path of paths) {
    attempt(path, onSkip, () => {
      if (statSync(path).isDirectory()) enter(path, 0, false);
      else addFile(path);
    });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The file at `path` as it is now; null when it is gone or no file. */
export function rolloutFileAt(path: string): RolloutFile | null {
  try {
    const stat = statSync(path);
    return stat.isFile() ? describe(path, stat) : null;
  } catch {
    return null;
  }
}

function describe(path: string, stat: { size: number; mtimeMs: number; ino: number }): RolloutFile {
  const id = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl(\.zst)?$/.exec(path);
  return { path, sizeBytes: stat.size, mtimeMs: stat.mtimeMs, inode: stat.ino, logIdInName: id?.[1] ?? null };
}

function isLogName(name: string): boolean {
  return name.endsWith('.jsonl') || name.endsWith('.jsonl.zst');
}

/** The first generation of Codex (2025, in TypeScript) wrote one JSON document a session. */
function isOldLogName(name: string): boolean {
  return name.startsWith('rollout-') && name.endsWith('.json');
}

function attempt(path: string, onSkip: (reason: SkipReason, path: string) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    onSkip(reasonOf(error, path), path);
  }
}

function reasonOf(error: unknown, path: string): SkipReason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ELOOP') return 'symlink-loop';
  if (code !== 'ENOENT') return 'unreadable';
  try {
    // a link whose target is gone is there, but cannot be read
    return lstatSync(path).isSymbolicLink() ? 'unreadable' : 'not-found';
  } catch {
    return 'not-found';
  }
}
