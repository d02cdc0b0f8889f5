import { expect, test } from 'vitest';

import { openTestStore, type TestEvent } from './testing/open-test-store.js';
import { threadEvents } from './thread-events.js';

test('pages hold each event once, also of events of one kind and one moment', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `i${index}`);
  const together = ids.map((item): TestEvent => ({
    type: 'codex_file_change_event',
    at: '2026-03-01T10:00:00Z',
    thread: 'a',
    turn: 'a1',
    params: { item_id: item },
  }));
  const store = await openTestStore(together, '2026-03-02T00:00:00Z');
  try {
    const seen: unknown[] = [];
    for (let offset = 0; offset < ids.length; offset += 7) {
      const page = await store.ask(threadEvents, { thread: 'a', limit: '7', offset: String(offset) });
      seen.push(...page.map((row) => row['item_id']));
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
  } finally {
    await store.close();
  }
});
