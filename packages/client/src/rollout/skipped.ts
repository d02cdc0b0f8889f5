import { rolloutLimits } from '../limits.js';

/** Why something was not read. Codes are stable; `skippedText` has the sentence for people. */
export type SkipReason =
  | 'not-found'
  | 'gone'
  | 'unreadable'
  | 'symlink-loop'
  | 'too-deep'
  | 'not-a-session-log'
  | 'unknown-generation'
  | 'damaged-compression'
  | 'line-too-long'
  | 'not-json'
  | 'unfinished-line'
  | 'shrunk'
  | 'copy-of-session';

/** What each reason means; one sentence each. */
export const skippedText: Readonly<Record<SkipReason, string>> = {
  'not-found': 'there is nothing at this path',
  gone: 'it was moved or removed while the logs were read; the next reading finds it where it is now',
  unreadable: 'it could not be opened or read',
  'symlink-loop': 'a symbolic link leads back to a folder that was already visited',
  'too-deep': 'the folder lies too deep below its root',
  'not-a-session-log': 'its first line is no session record',
  'unknown-generation': 'its format is of a generation that is not known',
  'damaged-compression': 'its compressed data is cut or damaged; what came before was read',
  'line-too-long': 'a line is longer than the limit',
  'not-json': 'a line is not JSON',
  'unfinished-line': 'its last line is not finished',
  shrunk: 'it became shorter while it was read',
  'copy-of-session': 'another file holds the same session',
};

/** One thing that was left out. `path` is for the person at the terminal and goes nowhere else. */
export interface Skipped {
  readonly reason: SkipReason;
  readonly path: string;
  /** Byte offset of the line, in the uncompressed text; absent when the whole file or folder is meant. */
  readonly byteOffset?: number;
}

/** Collects what was left out: everything is counted, the first ones are kept word by word. */
export interface SkipList {
  add(skipped: Skipped): void;
  readonly counts: ReadonlyMap<SkipReason, number>;
  readonly first: readonly Skipped[];
  /** Whether something is missing that a person would expect to be there (a second copy is not). */
  readonly isPartial: boolean;
}

/** An empty list of what was left out. */
export function createSkipList(): SkipList {
  const counts = new Map<SkipReason, number>();
  const first: Skipped[] = [];
  return {
    counts,
    first,
    get isPartial() {
      return [...counts.keys()].some((reason) => reason !== 'copy-of-session');
    },
    add(skipped) {
      counts.set(skipped.reason, (counts.get(skipped.reason) ?? 0) + 1);
      if (first.length < rolloutLimits.skippedListMax) first.push(skipped);
    },
  };
}
