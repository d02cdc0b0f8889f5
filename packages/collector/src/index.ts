export { startCollector } from './collector.js';
export type { Collector, CollectorOptions } from './collector.js';
export { dropDeadLetters, readDeadLetters } from './doors/dead-letters.js';
export type { DeadLetter } from './doors/dead-letters.js';
export { CollectorError, errorCatalogue } from './errors.js';
export type { ErrorCode } from './errors.js';
export { createServiceLogger, silentLogger } from './logger.js';
export type { Logger } from './logger.js';
