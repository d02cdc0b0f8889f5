import { describe, expect, it } from 'vitest';

import { notify, session, startMs } from './testing/session.js';

const hook = {
  id: 'hook-1',
  eventName: 'stop',
  status: 'completed',
  source: 'project',
  handlerType: 'command',
  executionMode: 'sync',
  scope: 'turn',
  startedAt: startMs,
  completedAt: startMs,
  durationMs: 0,
};
const ran = notify('hook/completed', { turnId: 'turn-1', run: hook });

function twoClients() {
  const all = session('0.169.0');
  all.initialize(1, 'editor');
  all.initialize(2, 'web');
  all.openThread();
  return { ...all, hooks: () => all.params('codex_hook_run').length };
}

describe('a notification', () => {
  it('that one connection brings twice happened twice, and once for all connections each time', () => {
    const { server, hooks } = twoClients();
    server(ran, 1);
    server(ran, 2);
    server(ran, 2);
    server(ran, 1);
    expect(hooks()).toBe(2);
  });

  it('that came on a connection which is closed now is the same when it comes on the one that is left', () => {
    const { server, source, hooks } = twoClients();
    server(ran, 2);
    source.connectionClosed(2, startMs);
    server(ran, 1);
    expect(hooks()).toBe(1);
    server(ran, 1);
    expect(hooks()).toBe(2);
  });
});
