export { canonicalRemote, repositoryHash } from '../facts/index.js';
