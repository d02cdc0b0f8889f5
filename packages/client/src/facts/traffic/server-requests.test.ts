import { describe, expect, it } from 'vitest';

import { notify, session } from './testing/session.js';

const question = { threadId: 'thread-1', turnId: 'turn-1', itemId: 'call-1' };
const ask = { id: 0, method: 'item/tool/requestUserInput', params: question };
const settled = notify('serverRequest/resolved', { requestId: 0 });

/** Two clients of one server, and a turn that runs. */
function runningTurn() {
  const all = session('0.169.0');
  all.initialize(1, 'editor');
  all.initialize(2, 'web');
  all.openThread();
  all.client({ id: 2, method: 'turn/start', params: { threadId: 'thread-1', input: [] } });
  all.server({ id: 2, result: { turn: { id: 'turn-1' } } });
  all.server(notify('turn/started', { turn: { id: 'turn-1', startedAt: 1_795_168_674 } }));
  const end = (status: string) => all.server(notify('turn/completed', { turn: { id: 'turn-1', status } }));
  const calls = () => all.params('codex_control_tool_call_event').map((event) => event['terminal_status']);
  return { ...all, endTurn: end, calls };
}

describe('a question to the user', () => {
  it('that no client answers is one call, however many clients were asked', () => {
    const { server, params, endTurn, calls } = runningTurn();
    server(ask, 1);
    server(ask, 2);
    endTurn('interrupted');
    server(settled, 1);
    server(settled, 2);
    expect(calls()).toEqual(['interrupted']);
    expect(params('codex_turn_event')).toEqual([expect.objectContaining({ total_tool_call_count: 1 })]);
  });

  it('has ended well when the client refuses it, as the tool goes on with what it is told', () => {
    const { server, client, endTurn, calls } = runningTurn();
    server(ask);
    client({ id: 0, error: { code: -1, message: 'no' } });
    server(settled);
    expect(calls()).toEqual(['completed']);
    endTurn('completed');
    expect(calls()).toEqual(['completed']);
  });

  it('that is settled while its turn goes on was answered by a client that nobody sees', () => {
    const { server, endTurn, calls } = runningTurn();
    server(ask);
    server(settled);
    expect(calls()).toEqual(['completed']);
    endTurn('completed');
    expect(calls()).toEqual(['completed']);
  });

  it('is settled for a slow client too, that is asked after another one has answered', () => {
    const { server, client, endTurn, calls } = runningTurn();
    server(ask, 2);
    client({ id: 0, result: { answers: {} } }, 2);
    server(settled, 2);
    server(ask, 1);
    server(settled, 1);
    endTurn('completed');
    expect(calls()).toEqual(['completed']);
  });
});
