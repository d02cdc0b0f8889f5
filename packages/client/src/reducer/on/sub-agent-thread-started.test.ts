import { expect, it } from 'vitest';

import type { Fact } from '../../facts/index.js';
import {
  atMs,
  command,
  initialize,
  itemCompleted,
  itemStarted,
  paramsOf,
  reduce,
  threadOpened,
  turnStarted,
} from '../testing/given.js';

const subAgent = (parentThreadId: string | null): Fact => ({
  kind: 'subAgentThreadStarted',
  atMs,
  threadId: 'child',
  sessionId: null,
  parentThreadId,
  subagentSource: 'thread_spawn',
  model: 'gpt-5.4',
  ephemeral: false,
  createdAt: 1_795_168_674,
});

it('sub-agent thread publication alone; inherited connection via a later thread-scoped event', () => {
  const emissions = reduce([
    initialize(),
    threadOpened(),
    subAgent('thread-1'),
    turnStarted('turn-c', 'child'),
    itemStarted(command(), atMs, 'turn-c', 'child'),
    itemCompleted(command(), atMs + 5, 'turn-c', 'child'),
  ]);
  expect(paramsOf(emissions, 'codex_thread_initialized')[1]).toMatchObject({
    thread_id: 'child',
    session_id: 'thread-1',
    thread_source: 'subagent',
    subagent_source: 'thread_spawn',
    parent_thread_id: 'thread-1',
    app_server_client: { rpc_transport: 'in_process', experimental_api_enabled: null },
  });
  expect(paramsOf(emissions, 'codex_command_execution_event')[0]).toMatchObject({
    thread_id: 'child',
    parent_thread_id: 'thread-1',
    app_server_client: { rpc_transport: 'stdio', experimental_api_enabled: true },
  });
});

it('is published when the parent is unknown, but then nothing of its thread follows', () => {
  const emissions = reduce([
    initialize(),
    subAgent('unknown'),
    turnStarted('turn-c', 'child'),
    itemStarted(command(), atMs, 'turn-c', 'child'),
    itemCompleted(command(), atMs + 5, 'turn-c', 'child'),
  ]);
  expect(emissions.map(({ event }) => event.event_type)).toEqual(['codex_thread_initialized']);
});

it('does not replace what an answer of the server said of the thread', () => {
  const resumed = threadOpened({ threadId: 'child', sessionId: 'own', mode: 'resumed', connectionId: 2 });
  const other = initialize({ connectionId: 2, clientName: 'web' });
  const emissions = reduce([
    initialize(),
    other,
    threadOpened(),
    resumed,
    subAgent('thread-1'),
    turnStarted('turn-c', 'child'),
    itemStarted(command(), atMs, 'turn-c', 'child'),
    itemCompleted(command(), atMs + 5, 'turn-c', 'child'),
  ]);
  expect(paramsOf(emissions, 'codex_command_execution_event')[0]).toMatchObject({
    parent_thread_id: null,
    app_server_client: { client_name: 'web' },
  });
});

it('names the root of the tree for the envelope', () => {
  const emissions = reduce([initialize(), threadOpened(), subAgent('thread-1')]);
  expect(emissions[1]!.context).toMatchObject({ rootThreadId: 'thread-1', parentThreadId: 'thread-1' });
});
