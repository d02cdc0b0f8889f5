import { expect, it } from 'vitest';

import { skillId } from './skill-id.js';

it('the id of a skill of a repository is that of the real Codex', () => {
  const place = { name: 'repo-skill', path: '/home/me/bar/.codex/skills/repo-skill/SKILL.md' };
  expect(skillId({ ...place, repoUrl: 'git@github.com:Foo/Bar.git' })).toBe('55699bdf596f66533fd5b7a2d2d5968922c18eee');
});

it('a skill without a repository is told by its path, the same on every system', () => {
  const windows = skillId({ name: 'a', path: 'C:\\skills\\a\\SKILL.md', repoUrl: null });
  expect(windows).toBe(skillId({ name: 'a', path: 'C:/skills/a/SKILL.md', repoUrl: null }));
  expect(windows).not.toBe(skillId({ name: 'b', path: 'C:/skills/a/SKILL.md', repoUrl: null }));
});
