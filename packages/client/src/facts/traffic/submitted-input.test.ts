import { expect, it } from 'vitest';

import { notify, session, startMs } from './testing/session.js';

const turn = (input: readonly object[]) => ({
  id: 2,
  method: 'turn/start',
  params: { threadId: 'thread-1', input },
});

/** A turn that was submitted with this input, from its beginning to its end. */
function turnWith(input: readonly object[], before: (all: ReturnType<typeof session>) => void = () => {}) {
  const all = session('0.169.0');
  all.initialize();
  before(all);
  all.openThread();
  all.client(turn(input));
  all.server({ id: 2, result: { turn: { id: 'turn-1' } } });
  all.server(notify('turn/started', { turn: { id: 'turn-1', startedAt: startMs / 1000 } }));
  all.server(notify('turn/completed', { turn: { id: 'turn-1', status: 'completed', completedAt: startMs / 1000 } }));
  return all;
}

it('an image whose data cannot be read is an image of unknown size', () => {
  const url = `data:image/png;base64,iVBORw0KGgo${'*'.repeat(40)}`;
  const { params } = turnWith([{ type: 'image', url }]);
  expect(params('codex_turn_event')).toEqual([expect.objectContaining({ num_input_images: 1 })]);
});

it('a skill that a later list calls disabled is not used when it is named', () => {
  const list = (id: number, enabled: boolean) => ({
    id,
    result: { data: [{ cwd: '/x', skills: [{ name: 'tidy', path: '/h/tidy/SKILL.md', scope: 'user', enabled }] }] },
  });
  const named = (...enabled: readonly boolean[]) =>
    turnWith([{ type: 'text', text: 'use $tidy' }], ({ client, server }) => {
      for (const [n, isEnabled] of enabled.entries()) {
        client({ id: 10 + n, method: 'skills/list', params: {} });
        server(list(10 + n, isEnabled));
      }
    }).params('skill_invocation');
  expect(named(true)).toHaveLength(1);
  expect(named(false, true)).toHaveLength(1);
  expect(named(true, false)).toHaveLength(0);
});

it('a long text that looks like links all through is read in no time that grows with its square', () => {
  const text = (part: string) => ({ type: 'text', text: `plugin://${part.repeat(200_000)}` });
  const { params } = turnWith([text('[$'), text('[@](app://x')]);
  expect(params('codex_app_mentioned')).toEqual([]);
});
