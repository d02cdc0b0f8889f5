import type { ServerResponse } from 'node:http';

import { CollectorError } from './errors.js';
import { limits } from './limits.js';

/** What a page that watches is told: something can be asked anew. */
export interface LiveNews {
  readonly events: number;
  readonly sample: boolean;
}

/** Pages that watch `/api/live` (server-sent events). */
export interface LiveFeed {
  attach(response: ServerResponse): void;
  /** Tells everybody, at most five times a second. */
  tell(news: LiveNews): void;
  readonly listeners: number;
  close(): void;
}

const tellIntervalMs = 200;
const heartbeatIntervalMs = 15_000;

/** A feed that nobody watches yet. */
export function createLiveFeed(): LiveFeed {
  const responses = new Set<ServerResponse>();
  let latest: LiveNews | null = null;
  let timer: NodeJS.Timeout | null = null;
  const heartbeat = setInterval(() => broadcast(': still here\n\n'), heartbeatIntervalMs).unref();

  function broadcast(text: string): void {
    for (const response of responses) {
      // A page that does not read is let go: it connects again when it wakes up.
      if (response.writableLength > 65_536) response.destroy();
      else response.write(text);
    }
  }

  function flush(): void {
    timer = null;
    if (latest === null) return;
    broadcast(`event: loaded\ndata: ${JSON.stringify(latest)}\n\n`);
    latest = null;
  }

  return {
    attach(response) {
      if (responses.size >= limits.liveListenersMax) throw new CollectorError('busy');
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.write('retry: 1000\n\n');
      responses.add(response);
      response.on('close', () => void responses.delete(response));
    },
    tell(news) {
      latest = news;
      timer ??= setTimeout(flush, tellIntervalMs);
    },
    get listeners() {
      return responses.size;
    },
    close() {
      clearInterval(heartbeat);
      if (timer !== null) clearTimeout(timer);
      for (const response of responses) response.end();
      responses.clear();
    },
  };
}
