import { expect, it } from 'vitest';

import { canonicalRemote, repositoryHash } from './repository-hash.js';

it.each([
  ['git@github.com:OpenAI/Codex.git', 'github.com/openai/codex'],
  ['https://github.com/openai/codex.git/', 'github.com/openai/codex'],
  ['ssh://git@github.com:22/openai/codex', 'github.com/openai/codex'],
  ['https://user:token@github.com:443/OpenAI/Codex/', 'github.com/openai/codex'],
  ['git://github.com/openai/codex', 'github.com/openai/codex'],
  ['https://github.com//a//b', 'github.com/a/b'],
  ['https://github.com/openai/codex.git?x=1#y', 'github.com/openai/codex'],
  ['ssh://git@ssh.github.com:443/openai/codex.git', 'ssh.github.com:443/openai/codex'],
  ['http://GitLab.example.com:8080/Team/Proj.git', 'gitlab.example.com:8080/Team/Proj'],
  ['git@gitlab.example.com:Team/Sub/Proj.git', 'gitlab.example.com/Team/Sub/Proj'],
  ['https://github.com/openai', null],
  ['HTTPS://github.com/a/b', null],
  ['file:///srv/repo.git', null],
  ['/srv/repos/proj.git', null],
])('writes %s as %s', (url, canonical) => {
  expect(canonicalRemote(url)).toBe(canonical);
});

it('hashes a remote the same however it is written', () => {
  expect(repositoryHash('git@github.com:Foo/Bar.git')).toBe('0c0fd7439305d5612ac856d9e9e10beb5d936a86');
  expect(repositoryHash('https://github.com/foo/bar')).toBe('0c0fd7439305d5612ac856d9e9e10beb5d936a86');
  expect(repositoryHash(null)).toBeNull();
});
