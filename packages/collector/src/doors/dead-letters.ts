import { appendFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Logger } from '../logger.js';
import { shapeOf } from './shape-of.js';

/** A refused event as it is kept: what is wrong with it and its shape, never its content. */
export interface DeadLetter {
  readonly refused_at_ms: number;
  readonly account: string;
  readonly door: 'events' | 'native';
  readonly reason: string;
  readonly bytes: number;
  readonly event_type: string | null;
  /** Type and length of each value. */
  readonly shape: unknown;
}

/** What is known when an event is refused. */
export interface Refusal {
  readonly account: string;
  readonly door: 'events' | 'native';
  readonly reason: string;
  readonly bytes: number;
  readonly value: unknown;
}

/** Keeps what was refused, for whoever wants to know why. */
export interface DeadLetters {
  /** Notes a refusal; the door does not wait for it. */
  add(refusal: Refusal): void;
  readonly count: number;
  close(): Promise<void>;
}

const fileBytesMax = 8 * 1024 * 1024;
const waitingMax = 1_000;

/** Opens the dead-letter log: at most two files of 8 MiB, the older of which is dropped when the younger is full. */
export function openDeadLetters(directory: string, logger: Logger, clock: () => number): DeadLetters {
  let waiting: DeadLetter[] = [];
  let writing: Promise<void> | null = null;
  let count = 0;

  async function write(): Promise<void> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    while (waiting.length > 0) {
      const letters = waiting;
      waiting = [];
      const path = youngPath(directory);
      if (((await stat(path).catch(() => null))?.size ?? 0) > fileBytesMax) await rename(path, oldPath(directory));
      await appendFile(path, `${letters.map((letter) => JSON.stringify(letter)).join('\n')}\n`, { mode: 0o600 });
    }
  }

  function writeWaiting(): Promise<void> {
    return write().catch((error: unknown) => {
      logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'dead letter not written');
    });
  }

  return {
    add({ value, ...refusal }) {
      count++;
      if (waiting.length >= waitingMax) return;
      waiting.push({ refused_at_ms: clock(), ...refusal, event_type: typeOf(value), shape: shapeOf(value) });
      writing ??= writeWaiting().finally(() => {
        writing = null;
      });
    },
    get count() {
      return count;
    },
    close: async () => {
      await writing;
      // What was refused just as a write ended, and for which nothing came that would begin another.
      if (waiting.length > 0) await writeWaiting();
    },
  };
}

/** The refused events that are kept, oldest first. */
export async function readDeadLetters(directory: string): Promise<readonly DeadLetter[]> {
  const texts = await Promise.all(
    [oldPath(directory), youngPath(directory)].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  return texts.flatMap((text) => text.split('\n').flatMap(parseLetter));
}

/** Forgets the refused events. */
export async function dropDeadLetters(directory: string): Promise<void> {
  await rm(oldPath(directory), { force: true });
  await rm(youngPath(directory), { force: true });
}

function parseLetter(line: string): readonly DeadLetter[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as DeadLetter];
  } catch {
    return [];
  }
}

function typeOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const event = 'event' in value && typeof value.event === 'object' && value.event !== null ? value.event : value;
  const type = 'event_type' in event ? event.event_type : null;
  return typeof type === 'string' && /^[a-z0-9_.-]{1,120}$/i.test(type) ? type : null;
}

function youngPath(directory: string): string {
  return join(directory, 'refused.jsonl');
}

function oldPath(directory: string): string {
  return join(directory, 'refused.old.jsonl');
}
