import { expect, test } from 'vitest';

import { overview } from './overview.js';
import { openTestStore, type TestEvent } from './testing/open-test-store.js';
import { smallHistoryNow } from './testing/small-history.js';
import { topTurns } from './top-turns.js';

test('a turn of several models costs what each of them costs, and is unpriced where one has no price', async () => {
  const use = (turn: string, model: string, second: number, params: Readonly<Record<string, number>>): TestEvent => ({
    type: 'tacho_model_response',
    at: `2026-03-01T10:00:0${second}Z`,
    thread: 'm',
    turn,
    model,
    params,
  });
  const mixed = await openTestStore(
    [
      use('two', 'gpt-5.5', 1, { input_tokens: 1_000_000, cached_input_tokens: 200_000, output_tokens: 10_000 }),
      use('two', 'gpt-5.5', 2, { input_tokens: 1_000_000, output_tokens: 0 }),
      use('two', 'gpt-5.4', 3, { input_tokens: 1_000_000, output_tokens: 100_000 }),
      use('half', 'gpt-5.4', 1, { input_tokens: 100_000, output_tokens: 1_000 }),
      use('half', 'nobody-knows', 2, { input_tokens: 50_000, output_tokens: 2_000 }),
      // What ends the turn is told under the next model, which used nothing.
      use('ended', 'gpt-5.4', 1, { input_tokens: 10_000, output_tokens: 0 }),
      { type: 'codex_turn_event', at: '2026-03-01T10:00:09Z', thread: 'm', turn: 'ended', model: 'gpt-5.5' },
      use('none', 'nobody-knows', 1, { input_tokens: 7, output_tokens: 3 }),
      use('none', 'nor-this', 2, { input_tokens: 1, output_tokens: 1 }),
    ],
    smallHistoryNow,
  );
  expect(await mixed.ask(topTurns)).toMatchObject([
    // 0.8 × 5 + 0.2 × 0.5 + 0.01 × 30, then 1 × 5, and 1 × 2.5 + 0.1 × 15.
    { turn_id: 'two', model: 'gpt-5.4', cost_usd: 4.4 + 5 + 4, total_tokens: 3_110_000, unpriced_tokens: 0, uses: 3 },
    { turn_id: 'half', cost_usd: 0.25 + 0.015, total_tokens: 153_000, unpriced_tokens: 52_000 },
    { turn_id: 'ended', model: 'gpt-5.5', cost_usd: 0.025, unpriced_tokens: 0 },
    { turn_id: 'none', cost_usd: null, total_tokens: 12, unpriced_tokens: 12 },
  ]);
  expect(await mixed.ask(overview)).toMatchObject([{ cost_usd: 13.69, unpriced_tokens: 52_012 }]);
  await mixed.close();
});
