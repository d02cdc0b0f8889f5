import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Fact, TokenUsage } from '../facts/index.js';
import {
  atMs,
  command,
  initialize,
  itemCompleted,
  itemStarted,
  notification,
  paramsOf,
  reduce,
  runningTurn,
  threadOpened,
  turnCompleted,
  turnResolvedConfig,
  turnStarted,
  turnSubmitted,
} from './testing/given.js';

const type = 'codex_turn_event';
const usage: TokenUsage = {
  inputTokens: 10,
  cachedInputTokens: 5,
  cacheWriteInputTokens: 0,
  outputTokens: 3,
  reasoningOutputTokens: 1,
  totalTokens: 13,
};
const turnTokenUsage: Fact = { kind: 'turnTokenUsage', atMs, threadId: 'thread-1', turnId: 'turn-1', usage };

describe('a turn', () => {
  it('zero-count turn; mixed completed items', () => {
    const [quiet] = paramsOf(reduce([...runningTurn, turnCompleted()]), type);
    expect(quiet).toMatchObject({ total_tool_call_count: 0, shell_command_count: 0, mcp_tool_call_count: 0 });
    expect(Object.keys(quiet!)).toHaveLength(47);
    const mcp = { id: 'call-2', type: 'mcpToolCall', server: 's', tool: 't', status: 'failed' } as const;
    const refused = command({ id: 'call-3', status: 'declined' });
    const [busy] = paramsOf(
      reduce([
        ...runningTurn,
        ...[command(), mcp, refused].flatMap((item) => [itemStarted(item), itemCompleted(item)]),
        turnCompleted(),
      ]),
      type,
    );
    expect(busy).toMatchObject({ total_tool_call_count: 3, shell_command_count: 2, mcp_tool_call_count: 1 });
  });

  it('is reported once, whatever the order in which its parts come', () => {
    const parts = [turnSubmitted(), turnResolvedConfig(), turnStarted(), turnTokenUsage, turnCompleted()];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (order) => {
        const emissions = reduce([initialize(), threadOpened(), ...order]);
        expect(paramsOf(emissions, type)).toHaveLength(1);
      }),
    );
  });

  it('that nobody submitted gives no event', () => {
    const facts = [initialize(), threadOpened(), turnResolvedConfig(), turnStarted(), turnCompleted()];
    expect(paramsOf(reduce(facts), type)).toEqual([]);
  });

  it('tells no tokens when it was interrupted, even if some were used', () => {
    const emissions = reduce([...runningTurn, turnTokenUsage, turnCompleted('turn-1', 'thread-1', 'interrupted')]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({
      status: 'interrupted',
      input_tokens: null,
      total_tokens: null,
    });
  });

  it('is attributed to the connection that submitted it, not to that of its thread', () => {
    const other = initialize({ connectionId: 2, productClientId: 'web', clientName: 'web' });
    const facts = [initialize(), other, threadOpened(), turnSubmitted({ connectionId: 2 }), turnResolvedConfig()];
    const emissions = reduce([...facts, itemStarted(command()), itemCompleted(command()), turnCompleted()]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ app_server_client: { client_name: 'web' } });
    expect(paramsOf(emissions, 'codex_command_execution_event')[0]).toMatchObject({
      app_server_client: { client_name: 'editor' },
    });
  });

  it('is followed by its accepted lines, unless its edits cancel out', () => {
    const diff = (text: string) =>
      notification('turn/diff/updated', { threadId: 'thread-1', turnId: 'turn-1', diff: text });
    const edit = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n+b\n+c\n';
    const types = (facts: readonly Fact[]) =>
      reduce(facts)
        .map(({ event }) => event.event_type)
        .slice(-2);
    expect(types([...runningTurn, diff(edit), turnCompleted()])).toEqual([type, 'codex_accepted_line_fingerprints']);
    expect(types([...runningTurn, diff(edit), diff(''), turnCompleted()])[1]).toBe(type);
  });

  it('takes an explicit configuration over one that traffic implies, whichever comes first', () => {
    const implied: Fact = { ...turnResolvedConfig({ model: 'guessed' }), implied: true } as Fact;
    for (const facts of [
      [...runningTurn, implied],
      [implied, ...runningTurn],
    ]) {
      expect(paramsOf(reduce([...facts, turnCompleted()]), type)[0]).toMatchObject({ model: 'gpt-5.4' });
    }
  });

  it('counts accepted steers, each told of the connection that asked for it', () => {
    const steer = (requestId: number): readonly Fact[] => [
      {
        kind: 'clientRequest',
        atMs,
        connectionId: 2,
        requestId,
        request: { method: 'turn/steer', params: { threadId: 'thread-1', expectedTurnId: 'turn-1', input: [] } },
      },
      {
        kind: 'clientResponse',
        atMs,
        connectionId: 2,
        requestId,
        response: { method: 'turn/steer', result: { turnId: 'turn-1' } },
      },
    ];
    const web = initialize({ connectionId: 2, productClientId: 'web', clientName: 'web' });
    const emissions = reduce([...runningTurn, web, ...steer(1), ...steer(2), turnCompleted()]);
    expect(paramsOf(emissions, type)[0]).toMatchObject({ steer_count: 2 });
    const steers = paramsOf(emissions, 'codex_turn_steer_event');
    expect(steers).toHaveLength(2);
    expect(steers[0]).toMatchObject({
      result: 'accepted',
      rejection_reason: null,
      accepted_turn_id: 'turn-1',
      app_server_client: { client_name: 'web' },
    });
  });
});
