import { expect, it } from 'vitest';

import { initialize, paramsOf, reduce, threadOpened } from '../testing/given.js';

it('thread_initialized serialised shape', () => {
  const [event] = reduce([initialize(), threadOpened({ threadSource: 'user' })]);
  expect(JSON.stringify(event!.event)).toBe(
    JSON.stringify({
      event_type: 'codex_thread_initialized',
      event_params: {
        thread_id: 'thread-1',
        session_id: 'thread-1',
        app_server_client: {
          product_client_id: 'editor',
          client_name: 'editor',
          client_version: '1.2.3',
          rpc_transport: 'stdio',
          experimental_api_enabled: true,
        },
        runtime: {
          codex_rs_version: '0.137.0',
          runtime_os: 'linux',
          runtime_os_version: '12.0.0',
          runtime_arch: 'x86_64',
        },
        model: 'gpt-5.4',
        ephemeral: false,
        thread_source: 'user',
        initialization_mode: 'new',
        subagent_source: null,
        parent_thread_id: null,
        created_at: 1_795_168_674,
      },
    }),
  );
});

it('says nothing of a thread on a connection that never introduced itself', () => {
  expect(reduce([threadOpened()])).toEqual([]);
});

it('carries the fields that 0.169 added, for a server of that version', () => {
  const runtime = { codexVersion: '0.169.0', os: 'linux', osVersion: '12.0.0', arch: 'x86_64' };
  const [params] = paramsOf(
    reduce([initialize({ runtime }), threadOpened({ mode: 'forked', forkedFromThreadId: 'thread-0' })]),
    'codex_thread_initialized',
  );
  expect(params).toMatchObject({
    initialization_mode: 'forked',
    is_worktree: false,
    forked_from_thread_id: 'thread-0',
  });
});
