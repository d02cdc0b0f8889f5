export { exitCodeOf } from './agent-process.js';
export { createGuard } from './guard.js';
export type { Guard } from './guard.js';
export { createObservation } from './observation.js';
export type { Direction, LineRecorder, MessageSink, Observation, WatchedConnection } from './observation.js';
export { createProjectResolver, projectNameOfRemote, openProjectKey, pseudonymOfProject } from './project/index.js';
export type { ResolveProject } from './project/index.js';
export { runStdioTap } from './stdio-tap.js';
export type { StdioTapOptions, TrafficWatchers } from './stdio-tap.js';
