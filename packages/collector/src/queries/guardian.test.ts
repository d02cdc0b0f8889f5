import { expect, test } from 'vitest';

import { guardian } from './guardian.js';
import { openTestStore } from './testing/open-test-store.js';
import { smallHistory, smallHistoryNow } from './testing/small-history.js';

test('an approval after more than ten minutes overturns nothing', async () => {
  const late = smallHistory.map((event) =>
    event.params?.['review_id'] === 'user:7' ? { ...event, at: '2026-03-02T09:10:02Z' } : event,
  );
  const store = await openTestStore(late, smallHistoryNow);
  try {
    expect(await store.ask(guardian)).toMatchObject([{ denials: 1, overturned_denials: 0 }]);
  } finally {
    await store.close();
  }
});
