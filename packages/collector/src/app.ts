/**
 * The HTTP side: two doors for events, handled on the raw request for speed, and behind them the routes for asking.
 * The HTTP framework is named only here.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';

import { localAccount, dropForeignCredentials, type AccessCheck } from './access/access.js';
import { isForeignOrigin, isOwnHost } from './access/host-check.js';
import type { Answer } from './answers.js';
import { acceptEvents, encodeResults, type DoorDependencies } from './doors/events-door.js';
import { acceptNative, nativePath } from './doors/native-door.js';
import { readBody, type BodyBudget } from './doors/read-body.js';
import { CollectorError, errorCodeOf, traceOf } from './errors.js';
import { limits } from './limits.js';
import type { LiveFeed } from './live.js';
import type { Logger } from './logger.js';
import type { QueryDefinition } from './queries/define-query.js';
import { bindQuery, plainSql, type RawParams } from './queries/run-query.js';
import { readPageFile } from './static-page.js';

/** What the HTTP side stands in front of; it knows neither log nor store. */
export interface AppOptions {
  readonly host: string;
  readonly access: AccessCheck;
  readonly doors: DoorDependencies & { readonly nextBodyId: () => string };
  readonly budget: BodyBudget;
  readonly live: LiveFeed;
  readonly logger: Logger;
  readonly pageDir: string | null;
  readonly queries: readonly QueryDefinition[];
  readonly pricesFile: string;
  readonly answerQuery: (name: string, params: RawParams) => Promise<Answer>;
  readonly answerSql: (sql: string) => Promise<Answer>;
  /** Forgets what a body asks for. */
  readonly forget: (body: unknown) => Promise<unknown>;
  /** Whether events are accepted. */
  readonly isHealthy: () => boolean;
  /** Why not all there is can be asked; null when it can. */
  readonly notReady: () => Promise<string | null>;
  readonly status: () => Promise<unknown>;
  readonly metrics: () => Promise<string>;
  /** Counts a request of a door, by its status. */
  readonly onDoor: (door: 'events' | 'native', status: number, events: number, durationMs: number) => void;
}

type Env = { Bindings: HttpBindings; Variables: { byCookie: boolean } };

/** What every page and answer carries: nothing from elsewhere, nowhere else. */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The server, not listening yet. */
export function createApp(options: AppOptions): Server {
  const hono = routes(options);
  const listener = getRequestListener(hono.fetch);
  const server = createServer(
    { maxHeaderSize: limits.headerBytesMax, requestTimeout: limits.requestTimeoutMs, keepAliveTimeout: 65_000 },
    (request, response) => {
      dispatch(request, response).catch((error: unknown) => refuse(options, response, error));
    },
  );

  async function dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const native = path.endsWith(nativePath);
    if (native) dropForeignCredentials(request);
    if (!isOwnHost(request.headers.host, options.host)) throw new CollectorError('forbidden_host');
    if (isForeignOrigin(request.headers.origin, request.headers.host)) throw new CollectorError('forbidden_host');
    if (native) return nativeDoor(options, request, response);
    if (path === '/v1/events') return eventsDoor(options, request, response);
    if (path === '/api/live' && request.method === 'GET') {
      if (options.access.page(request) === null) throw new CollectorError('unauthorized');
      options.live.attach(response);
      return;
    }
    await listener(request, response);
  }
  return server;
}

async function eventsDoor(options: AppOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const access = options.access.bearer(request);
  if (request.method !== 'POST') throw new CollectorError('method_not_allowed');
  try {
    if (access === null) throw new CollectorError('unauthorized');
    const body = await readBody(request, options.budget);
    try {
      const results = await acceptEvents(body.bytes, access.account, options.doors);
      reply(response, 200, encodeResults(results));
      options.onDoor('events', 200, results.length, performance.now() - started);
    } finally {
      body.release();
    }
  } catch (error) {
    options.onDoor('events', error instanceof CollectorError ? error.status : 500, 0, performance.now() - started);
    throw error;
  }
}

async function nativeDoor(options: AppOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  if (request.method !== 'POST') throw new CollectorError('method_not_allowed');
  try {
    const body = await readBody(request, options.budget);
    try {
      const events = await acceptNative(body.bytes, localAccount, options.doors);
      reply(response, 200, '{"status":"ok"}');
      options.onDoor('native', 200, events, performance.now() - started);
    } finally {
      body.release();
    }
  } catch (error) {
    options.onDoor('native', error instanceof CollectorError ? error.status : 500, 0, performance.now() - started);
    throw error;
  }
}

function routes(options: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
  });
  app.get('/healthz', (context) => state(context, options.isHealthy() ? null : 'it stops'));
  app.get('/readyz', async (context) => state(context, await options.notReady()));
  const protect = async (context: Context<Env>, next: () => Promise<void>): Promise<void> => {
    const access = options.access.page(context.env.incoming);
    if (access === null) throw new CollectorError('unauthorized');
    context.set('byCookie', access.byCookie);
    await next();
    context.header('cache-control', 'no-store');
  };
  app.use('/api/*', protect);
  // A tenth of the bytes for half a millisecond: nothing on this machine, much through a tunnel.
  app.use('/api/*', compress({ encoding: 'gzip' }));
  app.use('/metrics', protect);
  app.get('/metrics', async (context) =>
    context.text(await options.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.get('/api/status', async (context) => context.json(await options.status()));
  app.get('/api/queries', (context) => context.json({ queries: options.queries.map(describeQuery) }));
  app.get('/api/queries/:name/sql', (context) => {
    const definition = options.queries.find((one) => one.name === context.req.param('name'));
    if (definition === undefined) throw new CollectorError('query_unknown');
    return context.json(bindQuery(definition, context.req.query(), options.doors.clock(), options.pricesFile));
  });
  app.get('/api/queries/:name', async (context) =>
    context.json(await options.answerQuery(context.req.param('name'), context.req.query())),
  );
  app.post('/api/sql', async (context) =>
    context.json(await options.answerSql(await readSql(context, options.budget))),
  );
  app.post('/api/forget', async (context) => {
    // A page that is only signed in by its cookie shows things; it does not remove them.
    if (context.get('byCookie')) throw new CollectorError('unauthorized');
    return context.json(await options.forget(await readJson(context, options.budget)));
  });
  app.get('/*', async (context) => page(context, options));
  app.notFound((context) => errorReply(context, new CollectorError('not_found')));
  app.onError((error, context) => errorReply(context, asCollectorError(error, options.logger)));
  return app;
}

function state(context: Context<Env>, trouble: string | null): Response {
  const text = trouble === null ? 'ok\n' : `not yet: ${trouble}\n`;
  return context.text(text, trouble === null ? 200 : 503, { 'cache-control': 'no-store' });
}

async function page(context: Context<Env>, options: AppOptions): Promise<Response> {
  const token = context.req.query('token');
  if (token !== undefined) {
    if (!options.access.isToken(token)) return context.html(signInPage, 401);
    const rest = new URLSearchParams(context.req.query());
    rest.delete('token');
    const search = rest.toString();
    context.header('set-cookie', options.access.cookie);
    context.header('cache-control', 'no-store');
    return context.redirect(`${context.req.path}${search === '' ? '' : `?${search}`}`, 303);
  }
  if (options.access.page(context.env.incoming) === null) return context.html(signInPage, 401);
  if (options.pageDir === null) return context.text('The page is not built: npm run build.\n', 404);
  const takesGzip = /\bgzip\b(?!;q=0)/.test(context.req.header('accept-encoding') ?? '');
  const file = await readPageFile(options.pageDir, context.req.path, takesGzip);
  if (file === null) throw new CollectorError('not_found');
  return context.body(new Uint8Array(file.bytes), 200, {
    'content-type': file.type,
    ...(file.gzip ? { 'content-encoding': 'gzip' } : {}),
    vary: 'accept-encoding',
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
}

const signInPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tachograph</title>
<h1>Tachograph</h1><p>This browser is not signed in. Open the link that <code>tacho start</code> printed; it ends in <code>/?token=…</code>.</p></html>
`;

async function readJson(context: Context<Env>, budget: BodyBudget): Promise<unknown> {
  const body = await readBody(context.env.incoming, budget);
  const text = body.bytes.toString('utf8');
  body.release();
  return parseJson(text);
}

async function readSql(context: Context<Env>, budget: BodyBudget): Promise<string> {
  const value = await readJson(context, budget);
  if (typeof value !== 'object' || value === null || !('sql' in value) || typeof value.sql !== 'string') {
    throw new CollectorError('body_unreadable', { detail: 'Send {"sql":"…"}.' });
  }
  return value.sql;
}

function describeQuery(query: QueryDefinition): unknown {
  const { name, summary, params, columns } = query;
  return { name, summary, params, columns, sql: plainSql(query) };
}

function errorReply(context: Context<Env>, error: CollectorError): Response {
  if (error.code === 'busy' || error.status === 503) context.header('retry-after', String(limits.retryAfterSeconds));
  return new Response(errorBody(error), {
    status: error.status,
    headers: { ...Object.fromEntries(context.res.headers), 'content-type': 'application/json; charset=utf-8' },
  });
}

/** An error at a door, or before any route. */
function refuse(options: AppOptions, response: ServerResponse, error: unknown): void {
  const known = asCollectorError(error, options.logger);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const headers: Record<string, string> = {};
  if (known.code === 'busy' || known.status === 503) headers['retry-after'] = String(limits.retryAfterSeconds);
  if (known.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  if (known.code === 'method_not_allowed') headers['allow'] = 'POST';
  // The rest of a body that was refused is not read: the connection ends with the answer.
  if (!response.req.complete) headers['connection'] = 'close';
  reply(response, known.status, errorBody(known), headers);
}

function asCollectorError(error: unknown, logger: Logger): CollectorError {
  if (error instanceof CollectorError) return error;
  logger.error({ code: errorCodeOf(error), trace: traceOf(error) }, 'unexpected error');
  return new CollectorError('internal', { cause: error });
}

function errorBody(error: CollectorError): string {
  return JSON.stringify({ error: { code: error.code, message: error.message, help: error.help } });
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
