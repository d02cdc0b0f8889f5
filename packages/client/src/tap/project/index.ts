export { findRepository } from './git-remote.js';
export { projectNameOfRemote } from './name-of-remote.js';
export { openProjectKey, pseudonymOfProject } from './project-key.js';
export { createProjectResolver } from './resolve-project.js';
export type { ResolveProject } from './resolve-project.js';
