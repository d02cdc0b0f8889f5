import { describe, expect, it } from 'vitest';

import type { Fact } from '../facts/index.js';
import { createReducer } from './index.js';
import {
  atMs,
  command,
  initialize,
  itemCompleted,
  itemStarted,
  paramsOf,
  reduce,
  runningTurn,
  threadOpened,
  turnCompleted,
  turnStarted,
} from './testing/given.js';

const type = 'codex_command_execution_event';

const spawned: Fact = {
  kind: 'subAgentThreadStarted',
  atMs,
  threadId: 'child',
  sessionId: null,
  parentThreadId: 'thread-1',
  subagentSource: 'thread_spawn',
  model: 'gpt-5.4',
  ephemeral: false,
  createdAt: 1_795_168_674,
};

describe('tool items', () => {
  it('item lifecycle emission; sub-agent metadata inheritance', () => {
    const emissions = reduce([...runningTurn, itemStarted(command()), itemCompleted(command())]);
    expect(paramsOf(emissions, type)).toEqual([
      expect.objectContaining({
        item_id: 'call-1',
        tool_name: 'unified_exec',
        started_at_ms: atMs,
        completed_at_ms: atMs + 100,
        duration_ms: 100,
        execution_duration_ms: 40,
        review_count: 0,
        final_approval_outcome: 'unknown',
        terminal_status: 'completed',
        failure_kind: null,
        command_total_action_count: 2,
        command_read_action_count: 1,
        command_unknown_action_count: 1,
        thread_source: null,
        subagent_source: null,
        parent_thread_id: null,
      }),
    ]);
    const ofChild = reduce([
      ...runningTurn,
      spawned,
      turnStarted('turn-c', 'child'),
      itemStarted(command(), atMs, 'turn-c', 'child'),
      itemCompleted(command(), atMs + 1, 'turn-c', 'child'),
    ]);
    expect(paramsOf(ofChild, type)).toEqual([
      expect.objectContaining({
        thread_id: 'child',
        thread_source: 'subagent',
        subagent_source: 'thread_spawn',
        parent_thread_id: 'thread-1',
        app_server_client: expect.objectContaining({ client_name: 'editor', rpc_transport: 'stdio' }),
      }),
    ]);
  });

  it('give no event without a start, but are counted', () => {
    const reducer = createReducer();
    for (const fact of [...runningTurn, itemCompleted(command())])
      expect(paramsOf(reducer.reduce(fact), type)).toEqual([]);
    expect(paramsOf(reducer.reduce(turnCompleted()), 'codex_turn_event')[0]).toMatchObject({ shell_command_count: 1 });
    expect(reducer.anomalies.get('tool item dropped: missing start')).toBe(1);
  });

  it('have no duration, never a clamped one, when the clock went back', () => {
    const emissions = reduce([...runningTurn, itemStarted(command()), itemCompleted(command(), atMs - 1)]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ duration_ms: null });
  });

  it('that end after their turn are dropped by 0.137 and reported by 0.169', () => {
    const late = [...runningTurn, itemStarted(command()), turnCompleted(), itemCompleted(command())];
    expect(paramsOf(reduce(late), type)).toEqual([]);
    const runtime = { codexVersion: '0.169.0', os: 'linux', osVersion: null, arch: null };
    const newer = [initialize({ runtime }), threadOpened(), ...late.slice(2)];
    expect(paramsOf(reduce(newer), type)[0]).toMatchObject({ tool_event_type: null });
  });

  it('of equal ids in two turns never mix', () => {
    const emissions = reduce([
      ...runningTurn,
      itemStarted(command()),
      itemStarted(command(), atMs + 50, 'turn-2'),
      itemCompleted(command(), atMs + 100, 'turn-1'),
    ]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ started_at_ms: atMs });
  });
});
