/**
 * The collector: takes events at two doors, keeps them in a durable log, loads them into a store, answers questions.
 *
 * - `startCollector` runs it; `close()` ends it in good order.
 * - `openStore` asks a data directory that no collector holds; `rebuildStore` makes its store anew from the log.
 * - `backupData` copies log and ids, also of a running collector; `restoreData` puts them back.
 * - `readDeadLetters`, `dropDeadLetters` for what the doors refused (`DATA/dead-letter`).
 * - Over HTTP: `GET /api/status`, `POST /api/forget {"thread"?, "account"?, "before_ms"?}`, `GET /metrics`.
 *
 * Every failure that a person can do something about is a `CollectorError` with a code, a message and help.
 */
export { startCollector } from './collector.js';
export type { Collector, CollectorOptions } from './collector.js';
export type { Answer } from './answers.js';
export { dataDirectoryAt } from './data-directory.js';
export type { DataDirectory } from './data-directory.js';
export { dropDeadLetters, readDeadLetters } from './doors/dead-letters.js';
export type { DeadLetter } from './doors/dead-letters.js';
export { CollectorError, errorCatalogue } from './errors.js';
export type { ErrorCode } from './errors.js';
export { backupData, restoreData } from './keep/backup.js';
export type { BackupManifest } from './keep/backup.js';
export type { ForgetResult } from './keep/forget.js';
export type { ForgetRequest } from './keep/forget-request.js';
export type { RetentionPolicy } from './keep/retention.js';
export type { LoadProgress } from './load/loader.js';
export { createServiceLogger, silentLogger } from './logger.js';
export type { Logger } from './logger.js';
export { openStore, rebuildStore } from './open-store.js';
export type { OpenStore, OpenStoreOptions } from './open-store.js';
export type { StoreStatus } from './store/process-messages.js';
