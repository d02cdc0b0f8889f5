import type { Fact } from '../fact.js';
import type { RpcTransport } from '../protocol-facts.js';
import { createTrafficSource, type TrafficSource } from './source.js';

/** How a recording is read. */
export interface RecordingReaderOptions {
  /** What a file beside the recording says; a first line of the recording itself wins. Default: `stdio`. */
  readonly transport?: string | undefined;
  readonly onFact: (fact: Fact) => void;
  /** A line that is skipped, by its number (from 1) and with a reason that holds nothing of the line. */
  readonly onBadLine?: (lineNumber: number, reason: string) => void;
}

/** Reads a recording, `{"dir":"c2s"|"s2c","t":ms,"conn":n,"m":message}` a line, into facts. */
export interface RecordingReader {
  line(text: string): void;
  /** The recording is over: open turns are closed as interrupted. */
  end(): void;
  /** Time of the last message; 0 before the first. */
  readonly lastAtMs: number;
  readonly anomalies: ReadonlyMap<string, number>;
}

/** A reader for one recording. */
export function createRecordingReader({ transport, onFact, onBadLine }: RecordingReaderOptions): RecordingReader {
  let source: TrafficSource | null = null;
  let told = transport;
  let lineNumber = 0;
  let lastAtMs = 0;
  const opened = (): TrafficSource => (source ??= createTrafficSource({ transport: transportOf(told), emit: onFact }));
  return {
    line(text) {
      lineNumber++;
      if (text.trim() === '') return;
      const read = readLine(text);
      if (typeof read === 'string') return onBadLine?.(lineNumber, read);
      if ('transport' in read) {
        told = read.transport ?? told;
        return;
      }
      lastAtMs = Math.max(lastAtMs, read.atMs);
      opened().message(read.direction, read.connectionId, read.atMs, read.message);
    },
    end: () => opened().end(lastAtMs),
    get lastAtMs() {
      return lastAtMs;
    },
    get anomalies() {
      return opened().anomalies;
    },
  };
}

/** Name of a transport in a recording's description. */
export function transportOf(text: string | undefined): RpcTransport {
  return text === 'ws' || text === 'websocket' ? 'websocket' : 'stdio';
}

interface RecordedMessage {
  readonly direction: 'c2s' | 's2c';
  readonly connectionId: number;
  readonly atMs: number;
  readonly message: unknown;
}

/** A message, the description of the recording, or why the line is neither. */
function readLine(text: string): RecordedMessage | { readonly transport: string | undefined } | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'not an object';
  if ('meta' in value && typeof value.meta === 'object' && value.meta !== null) {
    const { meta } = value;
    return { transport: 'transport' in meta && typeof meta.transport === 'string' ? meta.transport : undefined };
  }
  const { dir, t, conn, m } = value as Readonly<Record<string, unknown>>;
  if (dir !== 'c2s' && dir !== 's2c') return 'no direction';
  if (typeof t !== 'number' || !Number.isFinite(t)) return 'no time';
  if (typeof m !== 'object' || m === null) return 'no message';
  return { direction: dir, connectionId: typeof conn === 'number' ? conn : 0, atMs: Math.trunc(t), message: m };
}
