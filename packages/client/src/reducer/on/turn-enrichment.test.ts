import { describe, expect, it } from 'vitest';

import type { Fact } from '../../facts/index.js';
import { createReducer, restoreReducer } from '../index.js';
import {
  atMs,
  command,
  initialize,
  itemCompleted,
  itemStarted,
  paramsOf,
  runningTurn,
  threadOpened,
  turnCompleted,
} from '../testing/given.js';

const runtime = { codexVersion: '0.169.0', os: 'linux', osVersion: null, arch: null };
const session: readonly Fact[] = [initialize({ runtime }), threadOpened(), ...runningTurn.slice(2)];
const turn: readonly Fact[] = [...session, itemStarted(command()), itemCompleted(command()), turnCompleted()];

describe('a reducer that waits for session logs', () => {
  it('keeps the events of a turn until its enrichment comes, and fills them', () => {
    const reducer = createReducer({ enrich: true });
    const before = turn.flatMap((fact) => reducer.reduce(fact));
    expect(before.map(({ event }) => event.event_type)).toEqual(['codex_thread_initialized']);
    const after = reducer.reduce({
      kind: 'turnEnrichment',
      atMs,
      threadId: 'thread-1',
      turnId: 'turn-1',
      calls: { 'call-1': { originatingResponseId: 'resp-1', subsequentResponseId: null } },
      profile: { samplingMs: 77 },
    });
    expect(paramsOf(after, 'codex_command_execution_event')[0]).toMatchObject({
      originating_response_id: 'resp-1',
      tool_event_type: 'model_tool_call',
    });
    expect(paramsOf(after, 'codex_turn_event')[0]).toMatchObject({ sampling_ms: 77 });
  });

  it('lets them go as they are when none will come, and at the end', () => {
    for (const last of ['flush', 'end'] as const) {
      const reducer = createReducer({ enrich: true });
      for (const fact of turn) reducer.reduce(fact);
      const gone =
        last === 'end' ? reducer.end(atMs) : reducer.reduce({ kind: 'enrichmentFlushed', atMs, threadId: 'thread-1' });
      expect(gone.map(({ event }) => event.event_type)).toEqual(['codex_command_execution_event', 'codex_turn_event']);
    }
  });

  it('goes on waiting after its state was saved and restored', () => {
    const reducer = createReducer({ enrich: true });
    for (const fact of turn) reducer.reduce(fact);
    const restored = restoreReducer(reducer.save(), { enrich: true });
    expect(restored.reduce({ kind: 'enrichmentFlushed', atMs })).toEqual(
      reducer.reduce({ kind: 'enrichmentFlushed', atMs }),
    );
  });
});
