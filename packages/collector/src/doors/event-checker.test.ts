import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { WireEvent } from '@tachograph/client/envelope';
import { describe, expect, test } from 'vitest';

import { createEventChecker } from './event-checker.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));

function recordedEvents(version: string): readonly unknown[] {
  return readdirSync(`${fixtures}${version}`).flatMap((scenario) =>
    readFileSync(`${fixtures}${version}/${scenario}/analytics.jsonl`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).event),
  );
}

const hookRun = {
  thread_id: 't',
  turn_id: 'u',
  model_slug: 'm',
  hook_name: 'Stop',
  hook_source: 'user',
  status: 'completed',
};

describe('the check of the door', () => {
  test.each(['0.137.0', '0.169.0'])('takes every event that the real Codex %s sent, unchanged', (version) => {
    const check = createEventChecker();
    const outcomes = recordedEvents(version).map((event) => ({ event, checked: check(event, 'wire') }));
    expect(outcomes.length).toBeGreaterThan(500);
    const odd = outcomes.filter(({ checked }) => checked.status === 'rejected' || checked.changed);
    expect(odd).toEqual([]);
  });

  test.each(['0.137.0', '0.169.0'])('lets no text of %s be a number, and no key be another', (version) => {
    const check = createEventChecker();
    const outcomes = (recordedEvents(version) as readonly WireEvent[]).flatMap((event) => {
      const params = event.event_params;
      const checkWith = (given: WireEvent['event_params']) => check({ ...event, event_params: given }, 'wire');
      return Object.entries(params).flatMap(([key, value]) => {
        const { [key]: _, ...others } = params;
        const renamed = checkWith({ ...others, news: value });
        return typeof value === 'string' ? [renamed, checkWith({ ...params, [key]: 7 })] : [renamed];
      });
    });
    expect(outcomes.length).toBeGreaterThan(10_000);
    expect(outcomes.filter((checked) => checked.status === 'accepted' && !checked.changed)).toEqual([]);
  });

  test('refuses a value of the wrong type and names its place, not its content', () => {
    const checked = createEventChecker()(
      { event_type: 'codex_hook_run', event_params: { ...hookRun, status: { secret: 'x' } } },
      'wire',
    );
    expect(checked).toEqual({ status: 'rejected', reason: 'event_params.status: not of its type' });
  });

  test('refuses an event that does not say whose it is', () => {
    const checked = createEventChecker()({ event_type: 'codex_turn_event', event_params: {} }, 'wire');
    expect(checked).toEqual({ status: 'rejected', reason: 'event_params.thread_id: missing' });
  });

  test('keeps a field that nobody has described as type and length', () => {
    const event = { event_type: 'codex_hook_run', event_params: { ...hookRun, news: 'secret' } };
    const checked = createEventChecker()(event, 'wire');
    expect(checked).toEqual({
      status: 'accepted',
      changed: true,
      event: { event_type: 'codex_hook_run', event_params: { ...hookRun, news: { type: 'string', length: 6 } } },
    });
    expect(createEventChecker({ keepUnknown: true })(event, 'wire')).toMatchObject({ event });
  });

  test('reads the tool review of the seed era as the review that it became', () => {
    const params = {
      thread_id: 't',
      turn_id: 'u',
      review_id: 'r',
      trigger: 'sandbox_retry',
      subject_kind: 'permissions',
    };
    const checked = createEventChecker()({ event_type: 'codex_tool_review_event', event_params: params }, 'wire');
    expect(checked).toMatchObject({
      status: 'accepted',
      changed: true,
      event: { event_type: 'codex_review_event', event_params: { trigger: 'sandbox_denial' } },
    });
  });

  test('keeps a type that nobody has described as its shape, with the ids that say whose it is', () => {
    const thread = '01a1f864-242f-79e3-8c6a-57e0705b79c2';
    const checked = createEventChecker()(
      { event_type: 'codex_new_event', event_params: { thread_id: thread, text: 'secret', n: 3, ok: true } },
      'wire',
    );
    expect(checked).toMatchObject({
      event: {
        event_params: { thread_id: thread, text: { type: 'string', length: 6 }, n: { type: 'integer' }, ok: true },
      },
    });
  });

  test.each([
    null,
    3,
    [],
    {},
    { event_type: 'x' },
    { event_type: 3, event_params: {} },
    { event_type: 'a b', event_params: {} },
  ])('refuses %j, which has not the form of an event', (value) => {
    expect(createEventChecker()(value, 'wire')).toMatchObject({ status: 'rejected' });
  });
});
