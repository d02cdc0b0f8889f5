import { describe, expect, it } from 'vitest';

import { approval, askApproval, notify, session, startMs, threadAnswer } from './testing/session.js';

describe('a traffic source', () => {
  it('typed response reconstruction; targeted, replayed, broadcast-excluded, attribution', () => {
    const { initialize, openThread, client, server, facts, params } = session();
    initialize(1, 'editor');
    initialize(2, 'web');
    openThread();
    // The same request goes to two connections; one of them answers.
    server(askApproval, 1);
    server(askApproval, 2);
    client({ id: 0, result: { decision: 'accept' } }, 2);
    // An answer to what nobody asked, as after a broadcast, and one more to what is settled.
    client({ id: 9, result: { decision: 'accept' } }, 1);
    client({ id: 0, result: { decision: 'decline' } }, 1);
    expect(facts.filter(({ kind }) => kind === 'serverResponse')).toEqual([
      expect.objectContaining({
        requestId: 0,
        response: { method: 'item/commandExecution/requestApproval', result: { decision: 'accept' } },
      }),
    ]);
    expect(params('codex_review_event')).toEqual([
      expect.objectContaining({
        status: 'approved',
        app_server_client: expect.objectContaining({ client_name: 'editor' }),
      }),
    ]);
  });

  it('a review that was cut off with its turn, of which 0.137 tells no end, keeps the reviewer of later turns from nothing', () => {
    const { initialize, openThread, server, params } = session();
    initialize();
    openThread();
    const begin = (id: string) => server(notify('turn/started', { turn: { id, startedAt: 1_795_168_674 } }));
    const review = (state: string, turnId: string, reviewId: string, status: string) =>
      server(
        notify(`item/autoApprovalReview/${state}`, {
          turnId,
          reviewId,
          targetItemId: null,
          startedAtMs: startMs,
          ...(state === 'completed' ? { completedAtMs: startMs + 5 } : {}),
          review: { status },
          action: { type: 'command', source: 'shell' },
        }),
      );
    begin('turn-1');
    review('started', 'turn-1', 'review-1', 'inProgress');
    server(notify('turn/completed', { turn: { id: 'turn-1', status: 'interrupted' } }));
    begin('turn-2');
    review('started', 'turn-2', 'review-2', 'inProgress');
    review('completed', 'turn-2', 'review-2', 'approved');
    expect(params('codex_guardian_review')).toEqual([
      expect.objectContaining({ review_id: 'review-2', guardian_session_kind: 'trunk_reused' }),
    ]);
  });

  it('client filter; central forwarding', () => {
    const { initialize, openThread, client, server, facts, source } = session();
    initialize();
    openThread();
    const before = facts.length;
    client({ id: 5, method: 'command/exec', params: { command: ['x'] } });
    client({ id: 6, method: 'model/list', params: {} });
    server({ id: 6, result: { data: [] } });
    server(notify('item/agentMessage/delta', { delta: 'text' }));
    server(notify('item/commandExecution/outputDelta', { delta: 'text' }));
    server({ id: 3, method: 'item/tool/call', params: {} });
    expect(facts).toHaveLength(before);
    expect(source.anomalies.size).toBe(0);
  });

  it('counts a known message of a wrong shape, and what is no message at all', () => {
    const { client, server, source } = session();
    server({ method: 'turn/completed', params: { threadId: 7 } });
    client({ id: 1, method: 'turn/start', params: {} });
    server('text');
    expect(Object.fromEntries(source.anomalies)).toEqual({
      'misshapen turn/completed': 1,
      'misshapen turn/start': 1,
      'message of no known form': 1,
    });
  });

  it('takes the answer with a string id for that of another request than the integer', () => {
    const { initialize, openThread, client, server, params } = session();
    initialize();
    openThread();
    client({ id: 4, method: 'turn/steer', params: { threadId: 'thread-1', expectedTurnId: 'turn-1', input: [] } });
    server({ id: '4', result: { turnId: 'turn-1' } });
    expect(params('codex_turn_steer_event')).toEqual([]);
    server({ id: 4, result: { turnId: 'turn-1' } });
    expect(params('codex_turn_steer_event')).toHaveLength(1);
  });

  it('uses a notification once that goes to every subscriber, but each that repeats on one connection', () => {
    const { initialize, openThread, server, params } = session();
    initialize(1);
    initialize(2, 'web');
    openThread();
    const run = { id: 'stop:0:/x', eventName: 'stop', source: 'user', status: 'completed', startedAt: 1 };
    const hook = notify('hook/completed', { turnId: 'turn-1', run });
    for (const connection of [1, 2, 1, 2]) server(hook, connection);
    expect(params('codex_hook_run')).toHaveLength(2);
  });

  it('begins a new run of the server with a second initialize on a connection: what ran is interrupted', () => {
    const { initialize, openThread, client, server, params } = session();
    initialize();
    openThread();
    client({ id: 2, method: 'turn/start', params: { threadId: 'thread-1', input: [] } });
    server({ id: 2, result: { turn: { id: 'turn-1' } } });
    server(notify('turn/started', { turn: { id: 'turn-1', startedAt: 1_795_168_674 } }));
    initialize(1, 'editor', 0);
    server(notify('turn/completed', { turn: { id: 'turn-1', status: 'completed' } }));
    expect(params('codex_turn_event')).toEqual([expect.objectContaining({ status: 'interrupted' })]);
  });

  it('closes open turns as interrupted at the end', () => {
    const { initialize, openThread, client, server, params, end } = session();
    initialize();
    openThread();
    client({ id: 2, method: 'turn/start', params: { threadId: 'thread-1', input: [] } });
    server({ id: 2, result: { turn: { id: 'turn-1' } } });
    server(notify('turn/started', { turn: { id: 'turn-1', startedAt: 1_795_168_674 } }));
    const item = { id: 'call-1', type: 'commandExecution', status: 'inProgress', commandActions: [] };
    server(notify('item/started', { turnId: 'turn-1', startedAtMs: startMs, item }));
    end();
    expect(params('codex_turn_event')).toEqual([
      expect.objectContaining({ status: 'interrupted', total_tokens: null }),
    ]);
  });

  it('resume from rollout keeps thread_source', () => {
    const { initialize, client, server, params } = session();
    initialize();
    client({ id: 1, method: 'thread/resume', params: { threadId: 'thread-1' } });
    server({ id: 1, result: threadAnswer('thread-1', 'user') });
    client({ id: 2, method: 'thread/fork', params: { threadId: 'thread-1' } });
    server({ id: 2, result: threadAnswer('thread-2') });
    expect(params('codex_thread_initialized')).toEqual([
      expect.objectContaining({ thread_source: 'user', initialization_mode: 'resumed' }),
      expect.objectContaining({ thread_source: null, initialization_mode: 'forked' }),
    ]);
  });

  it.each([
    ['/home/me/.codex/skills/tidy/', '/work', '/home/me/.codex/skills/tidy/scripts/run.sh', true],
    ['/work/skills/tidy/', '/work', 'sh skills/tidy/scripts/run.sh', true],
    ['/work/skills/tidy/', '/work', 'sh other/scripts/run.sh', false],
    ['C:\\me\\skills\\tidy\\', 'C:\\work', 'python C:\\me\\skills\\tidy\\scripts\\run.py', true],
    ['C:\\me\\skills\\tidy\\', 'C:\\work', 'python scripts/run.py', false],
  ])('of a skill in %s, a command in %s that says `%s` makes use: %s', (folder, cwd, command, used) => {
    const { initialize, openThread, client, server, params } = session();
    initialize();
    client({ id: 9, method: 'skills/list', params: { cwds: [cwd] } });
    const skill = { name: 'tidy', description: '', path: `${folder}SKILL.md`, scope: 'user', enabled: true };
    server({ id: 9, result: { data: [{ cwd, skills: [skill], errors: [] }] } });
    openThread();
    client({ id: 2, method: 'turn/start', params: { threadId: 'thread-1', input: [] } });
    server({ id: 2, result: { turn: { id: 'turn-1' } } });
    server(notify('turn/started', { turn: { id: 'turn-1', startedAt: 1_795_168_674 } }));
    const item = { id: 'call-1', type: 'commandExecution', source: 'agent', status: 'completed', commandActions: [] };
    const at = { turnId: 'turn-1', startedAtMs: startMs, completedAtMs: startMs };
    server(notify('item/started', { ...at, item: { ...item, command, cwd } }));
    server(notify('item/completed', { ...at, item: { ...item, command, cwd } }));
    expect(params('skill_invocation')).toHaveLength(used ? 1 : 0);
  });

  it('falls back to the parent that a thread_spawn source names', () => {
    const { initialize, client, server, params } = session();
    initialize();
    client({ id: 1, method: 'thread/resume', params: { threadId: 'thread-1' } });
    const answer = threadAnswer('thread-1', 'subagent');
    const source = { subAgent: { thread_spawn: { parent_thread_id: 'thread-0', depth: 1 } } };
    server({ id: 1, result: { ...answer, thread: { ...answer.thread, source } } });
    expect(params('codex_thread_initialized')[0]).toMatchObject({
      parent_thread_id: 'thread-0',
      subagent_source: 'thread_spawn',
    });
  });

  it('requests of two servers with the same id are told apart by their threads', () => {
    const { initialize, openThread, client, server, params } = session();
    initialize(1, 'editor');
    initialize(2, 'terminal');
    openThread(1, 1, 'thread-1');
    openThread(2, 1, 'thread-2');
    server(askApproval, 1);
    server({ ...askApproval, params: { ...approval, threadId: 'thread-2', turnId: 'turn-2', itemId: 'call-2' } }, 2);
    client({ id: 0, result: { decision: 'decline' } }, 2);
    client({ id: 0, result: { decision: 'accept' } }, 1);
    expect(params('codex_review_event')).toEqual([
      expect.objectContaining({ thread_id: 'thread-2', item_id: 'call-2', status: 'denied' }),
      expect.objectContaining({ thread_id: 'thread-1', item_id: 'call-1', status: 'approved' }),
    ]);
  });

  it('a second initialize that is refused changes nothing; one that is accepted begins another run', () => {
    const { initialize, openThread, client, server, params } = session();
    initialize(1, 'editor');
    openThread();
    client({ id: 7, method: 'initialize', params: { clientInfo: { name: 'again', version: '1' } } });
    server({ id: 7, error: { code: -32600, message: 'Already initialized' } });
    const start = (id: number, turnId: string) => {
      client({ id, method: 'turn/start', params: { threadId: 'thread-1', input: [] } });
      server({ id, result: { turn: { id: turnId } } });
      server(notify('turn/started', { turn: { id: turnId, startedAt: 1_795_168_674 } }));
    };
    start(2, 'turn-1');
    server(notify('turn/completed', { turn: { id: 'turn-1', status: 'completed', completedAt: 1_795_168_675 } }));
    start(3, 'turn-2');
    server(askApproval);
    initialize(1, 'editor');
    expect(params('codex_turn_event').map((turn) => turn['status'])).toEqual(['completed', 'interrupted']);
    expect(params('codex_review_event')).toEqual([expect.objectContaining({ status: 'aborted' })]);
  });

  it('the remote that somebody looked up makes the ids of the skills of a repository', () => {
    const skill = { name: 'repo-skill', path: '/home/me/bar/.codex/skills/repo-skill/SKILL.md', scope: 'repo' };
    const idWith = (remoteUrl: string | null) => {
      const { initialize, openThread, client, server, source, facts } = session();
      initialize();
      client({ id: 9, method: 'skills/list', params: {} });
      server({ id: 9, result: { data: [{ cwd: '/home/me/bar', skills: [skill], errors: [] }] } });
      if (remoteUrl !== null) source.repository('thread-1', remoteUrl);
      openThread();
      client({
        id: 2,
        method: 'turn/start',
        params: { threadId: 'thread-1', input: [{ type: 'text', text: '$repo-skill' }] },
      });
      server({ id: 2, result: { turn: { id: 'turn-1' } } });
      server(notify('turn/started', { turn: { id: 'turn-1', startedAt: 1_795_168_674 } }));
      server(notify('turn/completed', { turn: { id: 'turn-1', status: 'completed', completedAt: 1_795_168_675 } }));
      return facts.flatMap((fact) =>
        fact.kind === 'skillInvoked' ? fact.invocations.map(({ skillId }) => skillId) : [],
      );
    };
    expect(idWith('git@github.com:Foo/Bar.git')).toEqual(['55699bdf596f66533fd5b7a2d2d5968922c18eee']);
    expect(idWith(null)).not.toEqual(idWith('git@github.com:Foo/Bar.git'));
  });

  it('names the originator as the version does: 0.137 by connection, 0.169 by the first client of the process', () => {
    for (const [version, name] of [
      ['0.137.0', 'web'],
      ['0.169.0', 'first'],
    ] as const) {
      const { initialize, openThread, params } = session(version);
      initialize(2, 'web');
      openThread(2);
      expect(params('codex_thread_initialized')[0]).toMatchObject({
        app_server_client: { product_client_id: name, client_name: 'web', rpc_transport: 'websocket' },
      });
    }
  });
});
