import { startLoopbackServer } from './loopback-server.js';

/** An event as it is on the wire. */
export type SeenEvent = {
  readonly event_type: string;
  readonly event_params: Readonly<Record<string, unknown>>;
};

export type AnalyticsSink = {
  /** For `chatgpt_base_url`. */
  readonly baseUrl: string;
  /** Events in the order of their arrival. */
  readonly events: readonly SeenEvent[];
  /** Everything else that was asked of this server: method and path. */
  readonly otherRequests: readonly string[];
  close(): Promise<void>;
};

/** Takes what the real Codex says of its sessions, in place of the service that it would report to. */
export async function startAnalyticsSink(): Promise<AnalyticsSink> {
  const events: SeenEvent[] = [];
  const otherRequests: string[] = [];
  const server = await startLoopbackServer((request, body, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/backend-api/codex/analytics-events/events') {
      const posted: { readonly events: readonly SeenEvent[] } = JSON.parse(body);
      events.push(...posted.events);
      response.end('{"status":"ok"}');
      return;
    }
    otherRequests.push(`${request.method} ${request.url}`);
    response.writeHead(404).end('{"detail":"Not Found"}');
  });
  return { baseUrl: `${server.url}/backend-api`, events, otherRequests, close: server.close };
}
