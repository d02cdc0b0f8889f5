import { existsSync } from 'node:fs';

import { rolloutRoots } from '@tachograph/client/rollout/history';

import type { Config } from '../config.js';

/** The paths that were named, else the folders of session logs that the Codex home has. */
export function rolloutPaths(config: Config, named: readonly string[]): readonly string[] {
  return named.length > 0 ? named : rolloutRoots(config.codexHome).filter((path) => existsSync(path));
}
