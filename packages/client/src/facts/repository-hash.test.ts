import { describe, expect, it } from 'vitest';

import { canonicalRemote, repositoryHash } from './repository-hash.js';

describe('diff parser and remote canonicalisation', () => {
  it.each([
    ['git@github.com:OpenAI/Codex.git', 'github.com/openai/codex'],
    ['https://github.com/openai/codex.git', 'github.com/openai/codex'],
    ['https://github.com/openai/codex', 'github.com/openai/codex'],
    ['https://github.com/openai/codex.git/', 'github.com/openai/codex'],
    ['ssh://git@github.com/openai/codex.git', 'github.com/openai/codex'],
    ['ssh://git@github.com:22/openai/codex', 'github.com/openai/codex'],
    ['https://user:token@github.com:443/OpenAI/Codex/', 'github.com/openai/codex'],
    ['git://github.com/openai/codex', 'github.com/openai/codex'],
    ['github.com/openai/codex', 'github.com/openai/codex'],
    ['https://github.com//a//b', 'github.com/a/b'],
    ['https://github.com/openai/codex.git?x=1#y', 'github.com/openai/codex'],
    ['ssh://git@ssh.github.com:443/openai/codex.git', 'ssh.github.com:443/openai/codex'],
    ['http://GitLab.example.com:8080/Team/Proj.git', 'gitlab.example.com:8080/Team/Proj'],
    ['git@gitlab.example.com:Team/Sub/Proj.git', 'gitlab.example.com/Team/Sub/Proj'],
    ['https://github.com/openai', null],
    ['HTTPS://github.com/a/b', null],
    ['file:///srv/repo.git', null],
    ['/srv/repos/proj.git', null],
    ['../proj.git', null],
    ['', null],
  ])('%s', (remote, canonical) => {
    expect(canonicalRemote(remote)).toBe(canonical);
  });

  it.each([
    ['git@github.com:Foo/Bar.git', '0c0fd7439305d5612ac856d9e9e10beb5d936a86'],
    ['https://github.com/openai/codex', 'ebe09d3405069192a994b36a394fc2a6a3dd3ee1'],
    ['git@gitlab.example.com:Team/Proj.git', '5c71675f621822fffd4574aeb4e029873b0e1698'],
  ])('the hash of %s', (remote, hash) => {
    expect(repositoryHash(remote)).toBe(hash);
  });
});
