/** A turn by its ids. */
export interface EndedTurn {
  readonly threadId: string;
  readonly turnId: string;
}

/** A thread whose log is known. */
export interface OpenedLog {
  readonly threadId: string;
  readonly path: string;
}

/** The log that a message names: answers that open a thread and `thread/started` do. Threads without a log have no path. */
export function openedLogs(message: unknown): readonly OpenedLog[] {
  if (!isRecord(message)) return [];
  // Lists of threads name logs too, but of threads that nobody has opened.
  const holder = isRecord(message['result']) ? message['result'] : message['params'];
  const thread = isRecord(holder) ? holder['thread'] : null;
  if (!isRecord(thread)) return [];
  const { id, path } = thread;
  return typeof id === 'string' && typeof path === 'string' ? [{ threadId: id, path }] : [];
}

/** The turn that a message ends. */
export function turnThatEnded(message: unknown): EndedTurn | null {
  if (!isRecord(message) || message['method'] !== 'turn/completed' || !isRecord(message['params'])) return null;
  const { threadId, turn } = message['params'];
  const turnId = isRecord(turn) ? turn['id'] : null;
  return typeof threadId === 'string' && typeof turnId === 'string' ? { threadId, turnId } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
