/** Facts in, events out: a deterministic function with no clock, no I/O and no randomness. Runs in a browser too. */
export { createReducer, restoreReducer } from './create-reducer.js';
export type { Reducer, ReducerOptions } from './create-reducer.js';
export type { EventDefinition, FieldNote } from './define-event.js';
export type { Emission, EmissionContext } from './emission.js';
export { eventDefinitions } from './events/index.js';
export type { EventType } from './events/index.js';
export { cutCredentials } from './privacy.js';
export type { PrivacyMode } from './privacy.js';
export { promotedColumns } from './promoted-columns.js';
export type { PromotedColumn } from './promoted-columns.js';
export { readSeedEra } from './seed-era/read-seed-era.js';
export { existsIn, newestWireVersion, wireVersionOf, wireVersions } from '../protocol/index.js';
export type { WireVersion } from '../protocol/index.js';
