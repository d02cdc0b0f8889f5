import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { constants, gzip as gzipWithCallback } from 'node:zlib';

import { Analytics, type HTTPClient } from '@segment/analytics-node';
import { openDelivery, parseTarget } from '@tachograph/client/deliver';
import type { WireEvent } from '@tachograph/client/envelope';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { PostHog } from 'posthog-node';

import { openFloor } from './floor.js';

/** The clients that are compared. */
export const clientNames = [
  'tachograph',
  'posthog-node',
  '@segment/analytics-node',
  'OTel BatchLogRecordProcessor',
] as const;

/** A client by its name; `floor` is what none that keeps its events can fall below. */
export type ClientName = (typeof clientNames)[number] | 'floor';

/** How a client is opened. */
export interface ClientOptions {
  /** Base of the receiver. */
  readonly url: string;
  readonly gzip: boolean;
  /** False: batches and queue as the client has them by itself. */
  readonly equalSettings: boolean;
  /** Folder of its own; ours has its spool there. */
  readonly directory: string;
}

/** What every client can do. */
export interface Client {
  readonly send: (event: WireEvent) => void;
  /** Settles when nothing waits any more, or after the deadline. */
  readonly flush: (deadlineMs: number) => Promise<unknown>;
}

/** The settings that all share: 100 events a batch, 200,000 in the queue, five looks a second. */
const equal = { batch: 100, queue: 200_000, intervalMs: 200 } as const;

/** Opens a client by its name. */
export function openClient(name: ClientName, options: ClientOptions): Promise<Client> {
  return opening[name](options);
}

const opening: Readonly<Record<ClientName, (options: ClientOptions) => Promise<Client>>> = {
  async tachograph({ url, gzip, equalSettings, directory }) {
    const delivery = await openDelivery({
      directory,
      target: parseTarget(url),
      destination: 'bench',
      token: () => Promise.resolve(readFileSync(`${directory}/token`, 'utf8')),
      source: 'library',
      sourceVersion: '0.1.0',
      machineId: 'machine',
      privacy: 'wire',
      gzip,
      disabled: false,
      ...(equalSettings ? { limits: { batchEventsMax: equal.batch, flushIntervalMs: equal.intervalMs } } : {}),
    });
    return {
      send: (event) => void delivery.track({ event, occurredAtMs: Date.now() }),
      flush: (deadlineMs) => delivery.flush(deadlineMs),
    };
  },

  async floor({ url, gzip, equalSettings, directory }) {
    return openFloor({ url, gzip, directory, batch: equalSettings ? equal.batch : 500 });
  },

  async 'posthog-node'({ url, gzip, equalSettings }) {
    const client = new PostHog('key', {
      host: url,
      disableCompression: !gzip,
      ...(equalSettings
        ? {
            flushAt: equal.batch,
            maxBatchSize: equal.batch,
            maxQueueSize: equal.queue,
            flushInterval: equal.intervalMs,
          }
        : {}),
    });
    return {
      send: ({ event_type: event, event_params: properties }) =>
        client.capture({ distinctId: 'machine', event, properties }),
      flush: (deadlineMs) => client.shutdown(deadlineMs),
    };
  },

  async '@segment/analytics-node'({ url, gzip, equalSettings }) {
    const client = new Analytics({
      writeKey: 'key',
      host: url,
      ...(equalSettings ? { flushAt: equal.batch, flushInterval: equal.intervalMs } : {}),
      ...(gzip ? { httpClient: compressing } : {}),
    });
    client.on('error', () => {});
    return {
      send: ({ event_type: event, event_params: properties }) =>
        client.track({ anonymousId: 'machine', event, properties }),
      flush: (deadlineMs) => client.closeAndFlush({ timeout: deadlineMs }),
    };
  },

  async 'OTel BatchLogRecordProcessor'({ url, gzip, equalSettings }) {
    const exporter = new OTLPLogExporter({
      url: `${url}/v1/logs`,
      // The package's enumeration of compressions is not exported where it is taken.
      ...(gzip ? { compression: 'gzip' as NonNullable<ExporterOptions['compression']> } : {}),
    });
    const processor = new BatchLogRecordProcessor({
      exporter,
      ...(equalSettings
        ? { maxExportBatchSize: equal.batch, maxQueueSize: equal.queue, scheduledDelayMillis: equal.intervalMs }
        : {}),
    });
    const provider = new LoggerProvider({ processors: [processor] });
    const logger = provider.getLogger('bench');
    return {
      // The cheapest form for it: structured values would be converted one by one.
      send: ({ event_type: eventName, event_params }) => logger.emit({ eventName, body: JSON.stringify(event_params) }),
      flush: (deadlineMs) => Promise.race([provider.shutdown(), afterMs(deadlineMs)]),
    };
  },
};

type ExporterOptions = NonNullable<ConstructorParameters<typeof OTLPLogExporter>[0]>;

const gzipAsync = promisify(gzipWithCallback);

/** Segment's client does not compress; this does it for the client, at the level of ours. */
const compressing: HTTPClient = {
  async makeRequest({ url, method, headers, body, httpRequestTimeout }) {
    return fetch(url, {
      method,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: await gzipAsync(body, { level: constants.Z_BEST_SPEED }),
      signal: AbortSignal.timeout(httpRequestTimeout),
    });
  },
};

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
