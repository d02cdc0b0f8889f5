export { turnClientMetadata, turnMetadataHeaders, turnMetadataKey, turnMetadataText } from './carriers.js';
export { parseTurnMetadata } from './parse-turn-metadata.js';
export { buildTurnMetadata, reservedMetadataKeys, windowId } from './turn-metadata.js';
export type { CompactionMetadata, RequestKind, TurnMetadata, WorkspaceMetadata } from './turn-metadata.js';
