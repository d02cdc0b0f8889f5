import { basename } from 'node:path';

// Not by the folder's entry: that would load the whole protocol before the agent is started.
import { projectNameCharsMax, projectNameOfRemote } from '../../facts/project-name.js';
import { repositoryHash } from '../../facts/repository-hash.js';
import { tapLimits } from '../../limits.js';
import { findRepository } from './git-remote.js';
import { openProjectKey, pseudonymOfProject } from './project-key.js';

/** What a working folder belongs to; all null when nobody could tell in time. */
export interface ResolvedProject {
  readonly project: string | null;
  /** Of the canonical remote; null without one. */
  readonly repoHash: string | null;
  /** As git has it; ids of the repository's skills are made of it. */
  readonly remoteUrl: string | null;
}

/** Tells the project of a working folder. */
export type ResolveProject = (workingFolder: string) => Promise<ResolvedProject>;

const unknownProject: ResolvedProject = { project: null, repoHash: null, remoteUrl: null };

/** What {@link createProjectResolver} is made with. */
export interface ProjectResolverOptions {
  readonly privacy: 'wire' | 'strict';
  /** Where the key for pseudonyms is kept. */
  readonly dataDir: string;
  /** Longest wait for the file system, which may be a slow or dead network. */
  readonly deadlineMs?: number;
}

/**
 * Names projects by their remote (`owner/name`), else by the folder of the repository, else by the working folder; in strict privacy by a keyed hash of
 * that. Each folder is looked up until that succeeds.
 */
export function createProjectResolver({
  privacy,
  dataDir,
  deadlineMs = tapLimits.projectDeadlineMs,
}: ProjectResolverOptions): ResolveProject {
  const known = new Map<string, Promise<ResolvedProject>>();
  let key: Promise<Buffer> | null = null;

  async function look(folder: string): Promise<ResolvedProject> {
    const repository = await findRepository(folder);
    const { root, remoteUrl } = repository ?? { root: folder, remoteUrl: null };
    const ofRemote = remoteUrl === null ? null : projectNameOfRemote(remoteUrl);
    const name = ofRemote ?? basename(root).slice(0, projectNameCharsMax);
    const project = name === '' ? null : await shownName(name);
    return { project, repoHash: repositoryHash(remoteUrl), remoteUrl };
  }

  async function shownName(name: string): Promise<string> {
    if (privacy === 'wire') return name;
    key ??= openProjectKey(dataDir).catch((error: unknown) => {
      // The next folder tries again.
      key = null;
      throw error;
    });
    return pseudonymOfProject(await key, name);
  }

  return async (folder) => {
    let looking = known.get(folder);
    if (looking === undefined) {
      looking = look(folder).catch(() => {
        known.delete(folder);
        return unknownProject;
      });
      if (known.size >= tapLimits.projectFoldersMax) known.delete(known.keys().next().value ?? '');
      known.set(folder, looking);
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ResolvedProject>((resolve) => {
      timer = setTimeout(resolve, deadlineMs, unknownProject);
    });
    return Promise.race([looking, late]).finally(() => clearTimeout(timer));
  };
}
