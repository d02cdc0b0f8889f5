import { expect, it } from 'vitest';

import type { Emission } from '../reducer/index.js';
import { createNumbering } from './numbering.js';

const at = (sessionId: string, byteOffset: number): Emission => ({
  event: { event_type: 'codex_turn_event', event_params: {} },
  occurredAtMs: 0,
  wireVersion: '0.137.0',
  context: { client: null, model: null, threadSource: null, parentThreadId: null, rootThreadId: null, project: null },
  origin: { sessionId, byteOffset, index: 0 },
});

it('events of a line are numbered in their order, also with others between', () => {
  const numbering = createNumbering();
  const indexes = [at('a', 7), at('a', 7), at('b', 7), at('a', 9), at('a', 7)].map(
    (emission) => numbering.place(emission).origin?.index,
  );
  expect(indexes).toEqual([0, 1, 0, 0, 2]);
});

it('a line of a log that waits for its agents keeps its count, however many lines these write', () => {
  const numbering = createNumbering(100);
  numbering.place(at('root', 7));
  for (let offset = 0; offset < 10_000; offset++) numbering.place(at(`agent-${offset % 3}`, offset));
  expect(numbering.place(at('root', 7)).origin?.index).toBe(1);
});

it('a late line of one long log keeps its count over as many lines as half of what is kept', () => {
  const numbering = createNumbering(100);
  const late = Array.from({ length: 10_000 }, (_, offset) => {
    numbering.place(at('a', offset));
    return offset < 49 ? 1 : numbering.place(at('a', offset - 49)).origin?.index;
  });
  expect(new Set(late)).toEqual(new Set([1]));
});
