import { Worker } from 'node:worker_threads';

import type { TurnLogsAnswer, TurnLogsRequest } from '@tachograph/client/rollout';

/** Reads session logs in a thread of its own: a long log or a slow disk must not hold up what the tap forwards. */
export interface TurnLogReader {
  readonly read: (request: TurnLogsRequest) => Promise<TurnLogsAnswer>;
  readonly close: () => void;
}

/** What goes to the thread. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: TurnLogsRequest;
}

/** What comes back from it. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: TurnLogsAnswer;
}

/** Who waits for an answer; each server that is watched does so once at a time. */
interface Waiting {
  readonly resolve: (answer: TurnLogsAnswer) => void;
  readonly reject: (why: Error) => void;
}

/**
 * Starts the thread, and another one for the next request when it has failed: what it was asked then fails too, nothing else
 * does.
 */
export function openTurnLogReader(code = new URL('./turn-log-worker.js', import.meta.url)): TurnLogReader {
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let running: Worker | null = null;
  let closed = false;

  function start(): Worker {
    const worker = new Worker(code, { stdout: true, stderr: true });
    worker.unref();
    worker.on('message', ({ number, answer }: NumberedAnswer) => {
      waiting.get(number)?.resolve(answer);
      waiting.delete(number);
    });
    const fail = (): void => {
      // A failure is told twice, as an error and as an end; the second may come when another thread runs.
      if (running !== worker) return;
      running = null;
      for (const { reject } of waiting.values()) reject(unreadable());
      waiting.clear();
    };
    worker.on('error', fail);
    worker.on('exit', fail);
    return worker;
  }

  running = start();
  return {
    read: (request) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(unreadable());
        requests += 1;
        waiting.set(requests, { resolve, reject });
        const numbered: NumberedRequest = { number: requests, request };
        running ??= start();
        running.postMessage(numbered);
      }),
    close() {
      closed = true;
      void running?.terminate();
    },
  };
}

function unreadable(): Error {
  return new Error('session logs cannot be read');
}
