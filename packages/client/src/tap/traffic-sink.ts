import { createTrafficSource, type Fact } from '../facts/index.js';
import type { Direction, MessageSink } from './observation.js';
import type { ResolveProject } from './project/resolve-project.js';

/** How a tapped client and its server talk. */
export type TapTransport = 'stdio' | 'websocket';

/** Takes the facts of one run of a server. */
export interface FactSink {
  readonly fact: (fact: Fact) => void;
  /** Nothing more comes in this turn of the event loop. */
  readonly pause?: () => void;
  /** The server has ended: what is open will not be closed by a message any more. */
  readonly end: (atMs: number) => void;
}

/** What {@link createTrafficSink} is made with. */
export interface TrafficSinkOptions {
  readonly transport: TapTransport;
  readonly to: FactSink;
  /** Names the project of a working folder; absent: projects stay unknown. */
  readonly resolveProject?: ResolveProject;
}

/** What {@link createTrafficSink} returns: also what was odd in the traffic, by reason. */
export interface TrafficSink extends MessageSink {
  readonly anomalies: ReadonlyMap<string, number>;
}

/** Makes facts of the messages of one server and adds what only this machine knows: the project of a thread. */
export function createTrafficSink({ transport, to, resolveProject }: TrafficSinkOptions): TrafficSink {
  const source = createTrafficSource({ transport, emit: to.fact });
  return {
    anomalies: source.anomalies,
    message(direction: Direction, connection: number, atMs: number, message: unknown) {
      const opened = resolveProject === undefined || direction !== 's2c' ? null : openedThread(message);
      if (opened === null) {
        source.message(direction, connection, atMs, message);
        return undefined;
      }
      // The events of this answer name the project already, so the answer waits for it, and what follows for the answer.
      return resolveProject!(opened.workingFolder).then(({ remoteUrl, ...resolved }) => {
        to.fact({ kind: 'projectResolved', atMs, threadId: opened.threadId, ...resolved });
        if (remoteUrl !== null) source.repository(opened.threadId, remoteUrl);
        source.message(direction, connection, atMs, message);
      });
    },
    connectionClosed: (connection, atMs) => source.connectionClosed(connection, atMs),
    ...(to.pause === undefined ? {} : { pause: to.pause }),
    end(atMs) {
      source.end(atMs);
      to.end(atMs);
    },
  };
}

/** Thread and working folder of an answer to `thread/start`, `thread/resume` or `thread/fork`. */
function openedThread(message: unknown): { readonly threadId: string; readonly workingFolder: string } | null {
  if (!isRecord(message) || 'method' in message) return null;
  if (!isRecord(message['result']) || !isRecord(message['result']['thread'])) return null;
  const { cwd, thread } = message['result'];
  const workingFolder = typeof cwd === 'string' ? cwd : isRecord(thread) ? thread['cwd'] : null;
  const threadId = isRecord(thread) ? thread['id'] : null;
  return typeof workingFolder === 'string' && typeof threadId === 'string' ? { threadId, workingFolder } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
