/**
 * For programs that embed a tachograph: an agent, an IDE plug-in, an app-server. Neither the websocket of the tap nor the
 * collector is behind this entry.
 */
export { createDisabledTachograph, createTachograph } from './library/create-tachograph.js';
export type { Tachograph, TachographCounters, TachographOptions } from './library/create-tachograph.js';
export { openMachineId } from './deliver/index.js';
export type { Audience, ObserveFunctions } from './library/observe-functions.js';
export type { FactInput, TrackFunctions } from './library/track-functions.js';
export {
  buildTurnMetadata,
  parseTurnMetadata,
  reservedMetadataKeys,
  turnClientMetadata,
  turnMetadataHeaders,
  turnMetadataKey,
  turnMetadataText,
  windowId,
} from './library/turn-metadata/index.js';
export type {
  CompactionMetadata,
  RequestKind,
  TurnMetadata,
  WorkspaceMetadata,
} from './library/turn-metadata/index.js';
export type { TokenSource } from './deliver/index.js';
export { ClientError, errorCatalogue, type ClientErrorCode } from './errors.js';
export { silentLogger, type LogFields, type Logger } from './logger.js';
