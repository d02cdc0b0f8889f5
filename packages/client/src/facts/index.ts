/** What happened, whoever tells it: the one language between sources and the reducer. */
export type * from './enrichment-facts.js';
export type * from './extension-facts.js';
export type { Fact, FactKind, FactOf, FactOrigin } from './fact.js';
export { builtInEffortOf } from './model-catalog.js';
export { projectNameCharsMax, projectNameOfRemote } from './project-name.js';
export type * from './protocol-facts.js';
export type * from './review-facts.js';
export { canonicalRemote, repositoryHash } from './repository-hash.js';
export { skillId } from './skill-id.js';
export type { SkillPlace } from './skill-id.js';
export { classifyPermissionProfile, classifySandboxPolicy } from './sandbox-class.js';
export type { PermissionProfile, SandboxClass, SandboxSummary } from './sandbox-class.js';
export { inferredThreadSource, sessionSourceLabel, spawningThreadId } from './session-source.js';
export type * from './thread-facts.js';
export { noUsage } from './token-usage.js';
export type { TokenUsage } from './token-usage.js';
export type * from './tool-facts.js';
export type * from './turn-facts.js';
export { createRecordingReader, createTrafficSource, restoreTrafficSource, transportOf } from './traffic/index.js';
export type {
  RecordingReader,
  RecordingReaderOptions,
  TrafficDirection,
  TrafficSource,
  TrafficSourceOptions,
} from './traffic/index.js';
