import { projectNameOf, type SessionMeta } from '@tachograph/client/rollout/history';

import type { Config } from '../config.js';

/** Names projects as the privacy mode wants it: by repository, or by a keyed hash of that. */
export async function createProjectNamer({ privacy, dataDir }: Config): Promise<(meta: SessionMeta) => string | null> {
  if (privacy === 'wire') return projectNameOf;
  const { openProjectKey, pseudonymOfProject } = await import('@tachograph/client/tap');
  const key = await openProjectKey(dataDir);
  return (meta) => {
    const name = projectNameOf(meta);
    return name === null ? null : pseudonymOfProject(key, name);
  };
}
