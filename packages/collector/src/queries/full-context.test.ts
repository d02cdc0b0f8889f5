import { expect, test } from 'vitest';

import { overview } from './overview.js';
import { openTestStore } from './testing/open-test-store.js';
import { smallHistoryNow } from './testing/small-history.js';
import { threadEvents } from './thread-events.js';
import { tokenMix } from './token-mix.js';

test('a turn whose context was full used nothing, whatever total it reports', async () => {
  const parts = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, reasoning_output_tokens: 0 };
  const full = await openTestStore(
    [
      {
        type: 'codex_turn_event',
        at: '2026-03-01T10:00:00Z',
        thread: 'full',
        turn: 'full-1',
        model: 'gpt-5.5',
        params: { status: 'failed', codex_error_kind: 'context_window_exceeded', total_tokens: 258_400, ...parts },
      },
    ],
    smallHistoryNow,
  );
  expect(await full.ask(overview)).toMatchObject([{ turns: 1, total_tokens: 0, unpriced_tokens: 0 }]);
  expect(await full.ask(tokenMix)).toEqual([]);
  expect(await full.ask(threadEvents, { thread: 'full' })).toMatchObject([{ total_tokens: 0 }]);
  await full.close();
});
