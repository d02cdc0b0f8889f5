import { skillId } from '../../facts/index.js';

/**
 * Writes the id of a skill beside its path, before the path goes: the id is in events, and the path alone tells it. Looks at the
 * input of `turn/start` and `turn/steer` and at the answer to `skills/list`; anything else comes back as it is.
 */
export function keepSkillIds(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (Array.isArray(value['input'])) return { ...value, input: value['input'].map(withSkillId) };
  if (Array.isArray(value['data'])) return { ...value, data: value['data'].map(withSkillIds) };
  return value;
}

function withSkillIds(group: unknown): unknown {
  return isRecord(group) && Array.isArray(group['skills'])
    ? { ...group, skills: group['skills'].map((skill) => withSkillId(skill)) }
    : group;
}

/** What has a name and a path. The recording holds no remote, so none is in the id. */
function withSkillId(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const { name, path } = entry;
  if (typeof name !== 'string' || typeof path !== 'string') return entry;
  return { ...entry, skillId: skillId({ name, path, repoUrl: null }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
