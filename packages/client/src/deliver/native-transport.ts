import type { EnvelopedEvent, WireEvent } from '../envelope/index.js';
import type { DeliverLimits } from '../limits.js';
import type { AuthProvider, NativeLogin } from './auth-provider.js';
import type { Clock } from './clock.js';
import { createPoster, outcomeOfStatus } from './http-post.js';
import type { EventResult, SendOutcome, Transport } from './transport.js';

/** How a backend of the native form is reached. */
export interface NativeTransportOptions {
  /** A base as in `chatgpt_base_url`; `/codex/analytics-events/events` is appended. */
  readonly url: string;
  readonly auth: AuthProvider;
  readonly clock: Clock;
  readonly limits: DeliverLimits;
}

const accepted: EventResult = { status: 'accepted' };
const skipped: EventResult = { status: 'skipped' };

/**
 * Speaks to a backend as the real client does: the events of one fact in one request, accepted lines in a request of
 * their own, ten seconds for each, and only with a ChatGPT login; without one the events are passed over, as there. Unlike
 * the real client it repeats what failed. The receiver knows no `delivery_id`, so a resend counts again there.
 */
export function nativeTransport(options: NativeTransportOptions): Transport {
  const { auth, clock, limits } = options;
  const poster = createPoster({
    url: new URL(`${options.url.replace(/\/+$/, '')}/codex/analytics-events/events`),
    clock,
    timeoutMs: limits.nativeTimeoutMs,
    answerBytesMax: limits.answerBytesMax,
  });
  let refused: NativeLogin | null = null;

  return {
    batching: {
      eventsMax: limits.batchEventsMax,
      bytesMax: limits.batchBytesMax,
      oneListEach: true,
      alone: (line) => isAcceptedLines(parseLine(line).event),
    },
    resendHarmless: false,
    async send(lines, signal): Promise<SendOutcome> {
      const records = lines.map(parseLine);
      const ours = records.map(({ event }) => event.event_type.startsWith('tacho_'));
      const first = records.find((_, i) => ours[i] === false);
      const login = first === undefined ? null : await auth.read().catch(() => 'unreadable' as const);
      if (login === 'unreadable') return { status: 'retry', reason: 'login_unreadable', afterMs: null };
      if (first === undefined || login === null) return { status: 'delivered', results: lines.map(() => skipped) };
      const answer = await poster.post({
        headers: {
          'content-type': 'application/json',
          accept: '*/*',
          ...clientHeaders(first),
          authorization: `Bearer ${login.accessToken}`,
          'chatgpt-account-id': login.accountId,
        },
        body: Buffer.from(JSON.stringify({ events: records.filter((_, i) => ours[i] === false).map((r) => r.event) })),
        signal,
      });
      if (answer.kind === 'aborted') return { status: 'aborted' };
      if (answer.kind === 'failed') return { status: 'retry', reason: answer.reason, afterMs: null };
      if (answer.status >= 200 && answer.status < 300) {
        return { status: 'delivered', results: ours.map((own) => (own ? skipped : accepted)) };
      }
      const outcome = outcomeOfStatus(answer.status, answer.retryAfter, clock.now());
      if (outcome.status === 'unauthorized') refused = login;
      return outcome;
    },
    async credentialsChanged() {
      const login = await auth.read().catch(() => null);
      return login !== null && (login.accessToken !== refused?.accessToken || login.accountId !== refused.accountId);
    },
    close: poster.close,
  };
}

/**
 * `originator` and `User-Agent` as the real client builds them, from what the events say of client and server. Where it
 * names the terminal we say `unknown`, as it does when it knows none.
 */
function clientHeaders({ envelope, event }: EnvelopedEvent): Readonly<Record<string, string>> {
  const client = objectAt(event.event_params, 'app_server_client');
  const runtime = objectAt(event.event_params, 'runtime');
  const originator = envelope.client ?? textAt(client, 'product_client_id') ?? 'codex_cli_rs';
  const version = textAt(runtime, 'codex_rs_version') ?? envelope.wire_version ?? '0.0.0';
  const os = `${textAt(runtime, 'runtime_os') ?? 'unknown'} ${textAt(runtime, 'runtime_os_version') ?? 'unknown'}`;
  const system = `${os}; ${textAt(runtime, 'runtime_arch') ?? 'unknown'}`;
  const name = textAt(client, 'client_name');
  const suffix = name === null ? '' : ` (${name}; ${textAt(client, 'client_version') ?? ''})`;
  return {
    originator: headerText(originator),
    'user-agent': headerText(`${originator}/${version} (${system}) unknown${suffix}`),
  };
}

/** Header values are printable ASCII; the real client replaces the rest too. */
function headerText(text: string): string {
  return text.replaceAll(/[^ -~]/g, '_');
}

function isAcceptedLines(event: WireEvent): boolean {
  return event.event_type === 'codex_accepted_line_fingerprints';
}

/** Lines come from our own spool, where only {@link EnvelopedEvent}s are written. */
function parseLine(line: Buffer): EnvelopedEvent {
  return JSON.parse(line.toString('utf8')) as EnvelopedEvent;
}

function objectAt(params: WireEvent['event_params'], name: string): object {
  const value = params[name];
  return typeof value === 'object' && value !== null ? value : {};
}

function textAt(object: object, name: string): string | null {
  const value: unknown = Reflect.get(object, name);
  return typeof value === 'string' ? value : null;
}
