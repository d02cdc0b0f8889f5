import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

import { optedOut } from '../config.js';
import type { EventSource } from '../envelope/index.js';
import { deliverLimits, type DeliverLimits } from '../limits.js';
import { silentLogger, type Logger } from '../logger.js';
import type { AuthProvider } from './auth-provider.js';
import { systemClock, type Clock } from './clock.js';
import { codexLogin } from './codex-login.js';
import { disabledDelivery, type Delivery } from './delivery.js';
import { openFileDelivery, openStreamDelivery } from './direct-delivery.js';
import { httpTransport, type TokenSource } from './http-transport.js';
import { movable } from './movable.js';
import { nativeTransport } from './native-transport.js';
import { openSpoolDelivery } from './spool-delivery.js';
import { nodeFs, type SpoolFs } from './spool-fs.js';
import { isLoopback, type Target } from './target.js';
import type { Transport } from './transport.js';

/** What {@link openDelivery} is told. */
export interface DeliveryOptions {
  /** Folder of all spools; each receiver has one below it. Not used for `stdout` and `file:`. */
  readonly directory: string;
  readonly target: Target;
  /**
   * Name of the receiver. Spools go by it, and what waits for a receiver is never sent to another. Absent: made from the
   * target's address. Give one where the address may change and the receiver is the same.
   */
  readonly destination?: string;
  /**
   * Where a collector is now, asked after a request that failed; null: nowhere. For one that may come back at another
   * address. Absent: it stays where `target` says.
   */
  readonly findCollector?: () => Promise<string | null>;
  /** Token for a collector, or how to read it when it is needed: what is read late may change without a restart. */
  readonly token?: TokenSource;
  /** Login for a native target; absent: that of the Codex installation. */
  readonly auth?: AuthProvider;
  readonly source: EventSource;
  readonly sourceVersion: string;
  readonly machineId: string;
  readonly privacy: 'wire' | 'strict';
  /** True for the bundled samples. */
  readonly sample?: boolean;
  /** Absent: only for receivers beyond this machine. */
  readonly gzip?: boolean;
  /** True: nothing is opened, kept or sent. Absent: as the user's environment says. */
  readonly disabled?: boolean;
  readonly logger?: Logger;
  readonly limits?: Partial<DeliverLimits>;
  readonly fs?: SpoolFs;
  readonly clock?: Clock;
  /** Numbers from 0 to 1. */
  readonly random?: () => number;
  /** Stands for the standard output. */
  readonly stdout?: Writable;
}

/** Opens delivery. Throws `spool_not_writable`, `spool_on_network` or `target_not_writable`. */
export async function openDelivery(options: DeliveryOptions): Promise<Delivery> {
  const { target, logger = silentLogger, fs = nodeFs, clock = systemClock, random = Math.random } = options;
  if (options.disabled ?? optedOut()) return disabledDelivery;
  const limits: DeliverLimits = { ...deliverLimits, ...options.limits };
  if (target.kind === 'stdout')
    return openStreamDelivery(options.stdout ?? process.stdout, limits.streamBytesMax, logger);
  if (target.kind === 'file') return openFileDelivery(target.path, fs, logger);
  return openSpoolDelivery({
    directory: join(options.directory, spoolName(target, options.destination)),
    origin: {
      source: options.source,
      sourceVersion: options.sourceVersion,
      machineId: options.machineId,
      privacy: options.privacy,
      ...(options.sample === undefined ? {} : { sample: options.sample }),
    },
    transport: transportTo(target, { ...options, limits, clock }),
    fs,
    clock,
    random,
    limits,
    logger,
  });
}

function transportTo(
  target: Extract<Target, { kind: 'collector' | 'native' }>,
  options: DeliveryOptions & { limits: DeliverLimits; clock: Clock },
): Transport {
  const { token = null, auth, gzip, sourceVersion, limits, clock, findCollector } = options;
  if (target.kind === 'native') return nativeTransport({ url: target.url, auth: auth ?? codexLogin(), clock, limits });
  const userAgent = `tachograph/${sourceVersion}`;
  const open = (url: string): Transport =>
    httpTransport({ url, token, gzip: gzip ?? !isLoopback(url), userAgent, clock, limits });
  return findCollector === undefined ? open(target.url) : movable(target.url, findCollector, open);
}

/** `collector-1a2b3c4d`: what kind of receiver, and which; the address itself is not written. */
function spoolName(target: Extract<Target, { kind: 'collector' | 'native' }>, destination: string | undefined): string {
  const name = destination ?? createHash('sha256').update(new URL(target.url).href).digest('hex').slice(0, 8);
  return `${target.kind}-${name.replaceAll(/[^\w.-]/g, '_')}`;
}
