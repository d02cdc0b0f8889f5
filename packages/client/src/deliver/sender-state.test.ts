import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { idle, step, type SenderEffect, type SenderInput, type SenderState } from './sender-state.js';
import { allOf, type FinalOutcome } from './transport.js';

const sending = { kind: 'sending', pieces: [{ from: 0, to: 4 }] } satisfies SenderState;
const halted = { kind: 'halted', pieces: [{ from: 2, to: 4 }] } satisfies SenderState;
const states = { idle, sending, halted } satisfies Record<SenderState['kind'], SenderState>;

/** A new state or input does not compile until each cell is decided: the state it leads to and the effects. */
const table: Record<
  SenderState['kind'],
  Record<SenderInput['kind'], readonly [SenderState['kind'], readonly string[]]>
> = {
  idle: {
    batch: ['sending', ['send 0-3']],
    outcome: ['idle', []],
    'credentials-changed': ['idle', []],
    abandon: ['idle', []],
  },
  sending: {
    batch: ['sending', []],
    outcome: ['idle', ['settle 0-4']],
    'credentials-changed': ['sending', []],
    abandon: ['idle', []],
  },
  halted: {
    batch: ['halted', []],
    outcome: ['halted', []],
    'credentials-changed': ['sending', ['send 2-4']],
    abandon: ['idle', []],
  },
};

const inputs: Record<SenderInput['kind'], SenderInput> = {
  batch: { kind: 'batch', count: 3 },
  outcome: { kind: 'outcome', outcome: { status: 'delivered', results: allOf(4, { status: 'accepted' }) } },
  'credentials-changed': { kind: 'credentials-changed' },
  abandon: { kind: 'abandon' },
};

function answer(outcome: FinalOutcome): SenderInput {
  return { kind: 'outcome', outcome };
}

function words(effects: readonly SenderEffect[]): readonly string[] {
  return effects.map((effect) =>
    effect.kind === 'halt' ? `halt ${effect.reason}` : `${effect.kind} ${effect.piece.from}-${effect.piece.to}`,
  );
}

describe('the sender, as a machine', () => {
  for (const [from, row] of Object.entries(table)) {
    for (const [input, [to, effects]] of Object.entries(row)) {
      test(`${from}: ${input} leads to ${to}`, () => {
        const result = step(states[from as SenderState['kind']], inputs[input as SenderInput['kind']]);
        expect([result.state.kind, words(result.effects)]).toEqual([to, effects]);
      });
    }
  }

  test('what is too large or refused is halved until one is left, which is set aside', () => {
    const halved = step(sending, answer({ status: 'split', reason: 'http_413' }));
    expect(words(halved.effects)).toEqual(['send 0-2']);
    const again = step(halved.state, answer({ status: 'refused', reason: 'http_400' }));
    expect(words(again.effects)).toEqual(['send 0-1']);
    const one = step(again.state, answer({ status: 'refused', reason: 'http_400' }));
    expect(one.effects[0]).toEqual({
      kind: 'settle',
      piece: { from: 0, to: 1 },
      results: [{ status: 'rejected', reason: 'http_400' }],
    });
    expect(words(one.effects)).toEqual(['settle 0-1', 'send 1-2']);
  });

  test('without permission nothing is sent until the credentials change', () => {
    const result = step(sending, { kind: 'outcome', outcome: { status: 'unauthorized', reason: 'http_401' } });
    expect(result).toEqual({
      state: { kind: 'halted', pieces: sending.pieces },
      effects: [{ kind: 'halt', reason: 'http_401' }],
    });
  });

  test('every event is settled once, in order, whatever a server refuses or finds too large', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.uniqueArray(fc.nat(199)),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.boolean()),
        (count, refused, largest, unauthorized) => {
          const results: string[] = [];
          const starts: [number, number][] = [];
          const strikes = [...unauthorized];
          let state: SenderState = idle;
          let input: SenderInput | null = { kind: 'batch', count };
          let requests = 0;
          while (input !== null) {
            const { state: after, effects }: { state: SenderState; effects: readonly SenderEffect[] } = step(
              state,
              input,
            );
            state = after;
            input = null;
            for (const effect of effects) {
              if (effect.kind === 'settle') {
                starts.push([effect.piece.from, results.length]);
                results.push(...effect.results.map((result) => result.status));
              } else if (effect.kind === 'halt') {
                input = { kind: 'credentials-changed' };
              } else {
                requests++;
                const { from, to } = effect.piece;
                const size = to - from;
                const has = refused.some((index) => index >= from && index < to);
                const outcome: FinalOutcome =
                  strikes.shift() === true
                    ? { status: 'unauthorized', reason: 'http_401' }
                    : size > largest
                      ? { status: 'split', reason: 'http_413' }
                      : has
                        ? { status: 'refused', reason: 'http_400' }
                        : { status: 'delivered', results: allOf(size, { status: 'accepted' }) };
                input = { kind: 'outcome', outcome };
              }
            }
          }
          expect(state).toBe(idle);
          for (const [from, settled] of starts) expect(from).toBe(settled);
          expect(results).toEqual(
            Array.from({ length: count }, (_, i) => (refused.includes(i) ? 'rejected' : 'accepted')),
          );
          expect(requests).toBeLessThan(4 * count + unauthorized.length + 2);
        },
      ),
    );
  });
});
