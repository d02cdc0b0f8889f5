import { createHash } from 'node:crypto';

/** Where a skill lies, as far as it is known. */
export interface SkillPlace {
  readonly name: string;
  /** Real path of its SKILL.md. */
  readonly path: string;
  /** Remote of the repository that holds it, as git has it; null outside of one and where nothing tells it. */
  readonly repoUrl: string | null;
}

/**
 * Id of a skill: a hash of where it lies and its name. Inside a repository whose remote is known that is the remote and the path
 * below the root; else the path alone.
 */
export function skillId({ name, path, repoUrl }: SkillPlace): string {
  const absolute = path.replaceAll('\\', '/');
  const root = repoUrl === null ? null : repositoryRoot(absolute);
  const [prefix, place] =
    repoUrl === null
      ? ['personal', absolute]
      : [`repo_${repoUrl}`, root === null ? absolute : absolute.slice(root.length + 1)];
  return createHash('sha1').update(`${prefix}_${place}_${name}`).digest('hex');
}

/** The id that a redacted recording holds; anything else that stands there is none. */
export function redactedSkillId(text: string | null | undefined): string | null {
  return text != null && /^[0-9a-f]{40}$/.test(text) ? text : null;
}

/** Skills of a repository lie in one of two folders at its root. */
function repositoryRoot(path: string): string | null {
  return /^(.*)\/\.(?:agents|codex)\/skills\//.exec(path)?.[1] ?? null;
}
