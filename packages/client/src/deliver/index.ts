/**
 * Delivery: takes events and loses none that it took.
 *
 * ```ts
 * const delivery = await openDelivery({
 *   directory: '/home/me/.local/share/my-agent/spool',
 *   target: parseTarget('http://127.0.0.1:4620'),
 *   token: process.env.TACHO_TOKEN ?? null,
 *   source: 'library',
 *   sourceVersion: '1.0.0',
 *   machineId,
 *   privacy: 'wire',
 * });
 * delivery.track({ event, occurredAtMs: Date.now() }); // in the spool when it returns: survives kill -9
 * await delivery.durable(); // on disk: survives a power cut
 * await delivery.close(2000); // sends what it can in two seconds; the next process sends the rest
 * ```
 *
 * What a host can rely on:
 * - `track` writes before it returns, throws only after `close`, and says `dropped` when the disk does not take an event.
 *   What was not synced by `durable` is synced a second later at the latest.
 * - Nothing here keeps a process alive; `flush` and `close` alone do, until their deadline.
 * - Several processes may use one directory. One of them sends; when it dies, another goes on, also with what the dead one
 *   left. An event has its `delivery_id` from the moment it is spooled, so that sending twice is harmless.
 * - A receiver that is down costs disk only: 512 MiB or 30 days, then the oldest events make place, counted, with a
 *   `tacho_delivery_gap` where they were.
 * - `TACHO_DISABLED=1` or `DO_NOT_TRACK=1` turns everything into nothing.
 *
 * `readSpoolStatus` and `inspectSpool` read a spool's files without disturbing it.
 */
export type { AuthProvider, NativeLogin } from './auth-provider.js';
export { systemClock, type Clock } from './clock.js';
export { codexLogin } from './codex-login.js';
export type { SpoolTotals } from './cursor.js';
export type { Delivery, DeliveryCounters, FlushResult, TrackRecord, TrackResult } from './delivery.js';
export type { TokenSource } from './http-transport.js';
export { openDelivery, type DeliveryOptions } from './open-delivery.js';
export { findLocalCollector, localDestination, toLocalCollector, type LocalCollector } from './local-collector.js';
export { readLocalToken } from './local-token.js';
export { acquireLock, type Lock } from './lock.js';
export { dropRefused, readRefused, type RefusedEvent } from './refused-file.js';
export { machineIdFor, openMachineId } from './machine-id.js';
export { keptText } from '../kept-text.js';
/** Thrown by what is here; also of the package's entry, which takes longer to load. */
export { ClientError } from '../errors.js';
export { nodeFs, type SpoolFs } from './spool-fs.js';
export { inspectSpool, readSpoolStatus, type SpooledEvent, type SpoolStatus } from './spool-status.js';
export { isLoopback, parseTarget, type Target } from './target.js';
