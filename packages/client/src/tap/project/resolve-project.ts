import { basename } from 'node:path';

import { tapLimits } from '../../limits.js';
import { findRepository } from './git-remote.js';
import { projectNameCharsMax, projectNameOfRemote } from './name-of-remote.js';
import { openProjectKey, pseudonymOfProject } from './project-key.js';

/** Names the project of a working folder; null when it has none or nobody could tell in time. */
export type ResolveProject = (workingFolder: string) => Promise<string | null>;

/** What {@link createProjectResolver} is made with. */
export interface ProjectResolverOptions {
  readonly privacy: 'wire' | 'strict';
  /** Where the key for pseudonyms is kept. */
  readonly dataDir: string;
  /** Longest wait for the file system, which may be a slow or dead network. */
  readonly deadlineMs?: number;
}

/**
 * Names projects by their remote (`owner/name`), else by the folder of the repository; in strict privacy by a keyed hash of
 * that. Each folder is looked up once.
 */
export function createProjectResolver({
  privacy,
  dataDir,
  deadlineMs = tapLimits.projectDeadlineMs,
}: ProjectResolverOptions): ResolveProject {
  const known = new Map<string, Promise<string | null>>();
  let key: Promise<Buffer> | null = null;

  async function look(folder: string): Promise<string | null> {
    const repository = await findRepository(folder);
    if (repository === null) return null;
    const ofRemote = repository.remoteUrl === null ? null : projectNameOfRemote(repository.remoteUrl);
    const name = ofRemote ?? basename(repository.root).slice(0, projectNameCharsMax);
    if (name === '') return null;
    if (privacy === 'wire') return name;
    key ??= openProjectKey(dataDir);
    return pseudonymOfProject(await key, name);
  }

  return async (folder) => {
    let looking = known.get(folder);
    if (looking === undefined) {
      looking = look(folder).catch(() => null);
      if (known.size >= tapLimits.projectFoldersMax) known.delete(known.keys().next().value ?? '');
      known.set(folder, looking);
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, deadlineMs, null);
    });
    return Promise.race([looking, late]).finally(() => clearTimeout(timer));
  };
}
