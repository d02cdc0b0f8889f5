import { createTrafficSink, type FactSink, type TrafficSink } from '../traffic-sink.js';
import type { NumberedLine } from './read-recording.js';
import type { RecordedTransport } from './recorded-line.js';

/** What {@link createRecordingSource} is made with. */
export interface RecordingSourceOptions {
  /** Transport that is known from elsewhere (`meta.json`); a first line in the recording says it too. */
  readonly transport?: RecordedTransport;
  /** Called for each run of the server that the recording holds: its facts are its own. */
  readonly startRun: () => FactSink;
}

/** A line that was left out. */
export interface SkippedLine {
  readonly lineNumber: number;
  readonly reason: string;
}

/** Makes facts of a recording. */
export interface RecordingSource {
  /** Takes the next lines and returns those that cannot be used. */
  readonly push: (lines: readonly NumberedLine[]) => readonly SkippedLine[];
  /** The recording is over, and so is the server. */
  readonly end: () => void;
  /** What was odd in the traffic, by reason, over all runs. */
  readonly anomalies: () => ReadonlyMap<string, number>;
}

/** A second `initialize` on a connection begins a new run of the server: what was open in the last one has ended. */
export function createRecordingSource(options: RecordingSourceOptions): RecordingSource {
  let transport: RecordedTransport = options.transport ?? 'stdio';
  let run: TrafficSink | null = null;
  let initialized = new Set<number>();
  let lastAtMs = 0;
  const anomalies = new Map<string, number>();

  function endRun(): void {
    if (run === null) return;
    run.end(lastAtMs);
    for (const [reason, count] of run.anomalies) anomalies.set(reason, (anomalies.get(reason) ?? 0) + count);
    run = null;
    initialized = new Set();
  }

  return {
    push(lines) {
      const skipped: SkippedLine[] = [];
      for (const line of lines) {
        if (line.kind === 'unreadable') {
          skipped.push({ lineNumber: line.lineNumber, reason: line.reason });
          continue;
        }
        if (line.kind === 'meta') {
          transport = line.transport;
          continue;
        }
        if (line.direction === 'c2s' && isInitialize(line.message)) {
          if (initialized.has(line.connection)) endRun();
          initialized.add(line.connection);
        }
        run ??= createTrafficSink({ transport, to: options.startRun() });
        lastAtMs = line.atMs;
        void run.message(line.direction, line.connection, line.atMs, line.message);
      }
      return skipped;
    },
    end: endRun,
    anomalies: () => anomalies,
  };
}

function isInitialize(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'initialize';
}
