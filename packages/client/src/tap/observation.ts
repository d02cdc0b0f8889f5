import { protocolLimits, tapLimits } from '../limits.js';
import type { Watcher } from './forward.js';
import type { Guard } from './guard.js';
import { createLinePicker, type LineTest } from './line-picker.js';

/** Client to server, or server to client. */
export type Direction = 'c2s' | 's2c';

/** Where parsed messages go. */
export interface MessageSink {
  /** Returns a promise when what follows should wait for it (bounded by who returns it). */
  readonly message: (
    direction: Direction,
    connection: number,
    atMs: number,
    message: unknown,
  ) => Promise<unknown> | void;
  readonly connectionClosed: (connection: number, atMs: number) => void;
  /** Nothing more comes in this turn of the event loop: time for what is done once for many messages. */
  readonly pause?: () => void;
  /** The server has ended. */
  readonly end: (atMs: number) => void;
}

/** Where every line goes as it was, when the session is recorded. */
export interface LineRecorder {
  readonly line: (direction: Direction, connection: number, atMs: number, line: Buffer) => void;
}

/** What {@link createObservation} is made with. */
export interface ObservationOptions {
  readonly guard: Guard;
  readonly now: () => number;
  readonly recorder?: LineRecorder;
  /** Longest line that is looked at. */
  readonly lineBytesMax?: number;
  /** Runs the work after the forwarding that is due now. */
  readonly defer?: (later: () => void) => void;
}

/** What of the traffic could not be looked at. */
export interface ObservationCounts {
  /** Lines handed to the sink. */
  readonly observed: number;
  readonly notJson: number;
  readonly overlong: number;
  /** Dropped because too much waited. */
  readonly dropped: number;
}

/** One connection between a client and a server, watched. */
export interface WatchedConnection {
  readonly clientToServer: Watcher;
  readonly serverToClient: Watcher;
  /** A whole message, where the transport has messages and not a stream of bytes. */
  readonly message: (direction: Direction, bytes: Buffer) => void;
  /** A message that was too long to be kept. */
  readonly overlong: () => void;
  /** Nothing more will come. */
  readonly close: () => void;
}

/** What watches the traffic of one server. */
export interface Observation {
  readonly connection: (number: number) => WatchedConnection;
  /** Gives the place where messages go, and what tells those apart that it needs; until then they all wait. */
  readonly attach: (sink: MessageSink, mayMatter: LineTest) => void;
  /** Takes that place away: what comes from now on waits for another. */
  readonly detach: () => void;
  /** Works off what waits. */
  readonly settle: () => Promise<void>;
  /** Works off what waits and tells the sink that the server has ended. */
  readonly end: () => Promise<void>;
  readonly counts: () => ObservationCounts;
}

type Waiting =
  | {
      readonly kind: 'line';
      readonly direction: Direction;
      readonly connection: number;
      readonly atMs: number;
      readonly bytes: Buffer;
    }
  | { readonly kind: 'closed'; readonly connection: number; readonly atMs: number };

/**
 * Looks at a copy of the traffic, later than it is forwarded: chunks are only searched for lines that may matter, and these
 * wait for a moment in which nothing is to be forwarded.
 */
export function createObservation(options: ObservationOptions): Observation {
  const { guard, now, recorder, lineBytesMax = protocolLimits.lineBytesMax } = options;
  const defer = options.defer ?? ((later) => void setImmediate(later));
  let sink: MessageSink | null = null;
  let mayMatter: LineTest = () => true;
  let waiting: Waiting[] = [];
  let next = 0;
  let waitingBytes = 0;
  let scheduled = false;
  /** Set while the sink has asked for what follows to wait. */
  let held: Promise<unknown> | null = null;
  let observed = 0;
  let notJson = 0;
  let overlong = 0;
  let dropped = 0;

  function add(entry: Waiting): void {
    if (guard.quiet()) return;
    const bytes = entry.kind === 'line' ? entry.bytes.length : 0;
    if (waitingBytes + bytes > tapLimits.waitingBytesMax) {
      if (sink === null) {
        dropped += 1;
        return;
      }
      work(Infinity);
    }
    waiting.push(entry);
    waitingBytes += bytes;
    schedule();
  }

  function schedule(): void {
    if (scheduled || sink === null || held !== null) return;
    scheduled = true;
    defer(() => {
      scheduled = false;
      if (held === null && sink !== null) work(tapLimits.sliceMs);
    });
  }

  function work(budgetMs: number): void {
    const until = budgetMs === Infinity ? Infinity : performance.now() + budgetMs;
    while (next < waiting.length) {
      const entry = waiting[next]!;
      next += 1;
      if (entry.kind === 'line') waitingBytes -= entry.bytes.length;
      guard.run(() => handle(entry));
      if (budgetMs !== Infinity && (held !== null || performance.now() > until)) break;
    }
    if (sink?.pause !== undefined) guard.run(sink.pause);
    if (next === waiting.length) {
      waiting = [];
      next = 0;
    } else {
      // Under lasting load nothing may ever be left to wait: what was looked at goes all the same.
      if (next * 2 >= waiting.length) {
        waiting = waiting.slice(next);
        next = 0;
      }
      schedule();
    }
  }

  function handle(entry: Waiting): void {
    if (entry.kind === 'closed') {
      sink?.connectionClosed(entry.connection, entry.atMs);
      return;
    }
    const { direction, connection, atMs, bytes } = entry;
    let message: unknown;
    try {
      message = JSON.parse(bytes.toString('utf8'));
    } catch {
      notJson += 1;
      return;
    }
    observed += 1;
    const hold = sink?.message(direction, connection, atMs, message);
    if (hold instanceof Promise) holdFor(hold);
  }

  function holdFor(hold: Promise<unknown>): void {
    const released = (): void => {
      if (held !== settled) return;
      held = null;
      schedule();
    };
    const settled = hold.then(released, (error: unknown) => {
      guard.fault(error);
      released();
    });
    held = settled;
  }

  function take(direction: Direction, connection: number, bytes: Buffer): void {
    const atMs = now();
    if (recorder !== undefined) {
      recorder.line(direction, connection, atMs, bytes);
      if (!mayMatter(bytes, 0, bytes.length)) return;
    }
    add({ kind: 'line', direction, connection, atMs, bytes });
  }

  function watcher(direction: Direction, connection: number): { push: Watcher; end: () => void } {
    const picker = createLinePicker({
      // A recording holds what does not matter too.
      mayMatter: recorder === undefined ? (bytes, start, end) => mayMatter(bytes, start, end) : () => true,
      lineBytesMax,
      onLine: (line) => take(direction, connection, line),
      onOverlong: () => {
        overlong += 1;
      },
    });
    let broken = false;
    return {
      push(chunk) {
        if (broken) return;
        try {
          picker.push(chunk);
        } catch (error) {
          // The picker may have lost its place in the stream; what it would find from here on is not to be trusted.
          broken = true;
          guard.fault(error);
        }
      },
      end: () => guard.run(picker.end),
    };
  }

  async function settle(): Promise<void> {
    while (held !== null) await held;
    while (next < waiting.length && sink !== null) {
      work(Number.MAX_VALUE);
      while (held !== null) await held;
    }
  }

  return {
    connection(number) {
      const c2s = watcher('c2s', number);
      const s2c = watcher('s2c', number);
      return {
        clientToServer: c2s.push,
        serverToClient: s2c.push,
        message: (direction, bytes) =>
          guard.run(() => {
            if (bytes.length > lineBytesMax) overlong += 1;
            else if (recorder !== undefined || mayMatter(bytes, 0, bytes.length)) take(direction, number, bytes);
          }),
        overlong: () => {
          overlong += 1;
        },
        close() {
          c2s.end();
          s2c.end();
          add({ kind: 'closed', connection: number, atMs: now() });
        },
      };
    },
    attach(to, test) {
      sink = to;
      mayMatter = test;
      schedule();
    },
    detach() {
      sink = null;
      mayMatter = () => true;
    },
    settle,
    async end() {
      await settle();
      guard.run(() => sink?.end(now()));
    },
    counts: () => ({ observed, notJson, overlong, dropped }),
  };
}
