import fc from 'fast-check';
import { expect, it } from 'vitest';

import { atMs, paramsOf, reduce, runningTurn, turnCompleted } from '../testing/given.js';

function subreasonOf(subreason: string): string {
  const error = {
    kind: 'turnCodexError',
    atMs,
    threadId: 'thread-1',
    turnId: 'turn-1',
    errorKind: 'invalid_request',
  } as const;
  const emissions = reduce([
    ...runningTurn,
    { ...error, subreason, httpStatusCode: null },
    turnCompleted('turn-1', 'thread-1', 'failed'),
  ]);
  return String(paramsOf(emissions, 'codex_turn_event')[0]!['codex_error_subreason']);
}

it('the reason of an error is at most 512 bytes long, and cut between characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 100, maxLength: 700 }), (text) => {
      const bytes = Buffer.byteLength(text);
      const shortened = subreasonOf(text);
      if (bytes <= 512) return shortened === text;
      const kept = shortened.slice(0, -3);
      return shortened.endsWith('...') && text.startsWith(kept) && Buffer.byteLength(kept) <= 509;
    }),
  );
  expect(subreasonOf('x'.repeat(513))).toBe(`${'x'.repeat(509)}...`);
  expect(subreasonOf(`${'x'.repeat(508)}€€`)).toBe(`${'x'.repeat(508)}...`);
});
