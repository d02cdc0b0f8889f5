import { describe, expect, test } from 'vitest';

import { createOverdue } from './overdue.js';

/** Work that ends when it is told to. */
function pending(): { readonly work: () => Promise<void>; end(): void } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

describe('operations that must end', () => {
  test('are overdue after more questions than they may outlast, and not after they have ended', async () => {
    const overdue = createOverdue();
    const insert = pending();
    const query = pending();
    const inserting = overdue.watch('insert', 2, insert.work);
    const querying = overdue.watch('query', 1, query.work);
    expect([overdue.question(), overdue.question()]).toEqual([null, 'query']);
    query.end();
    await querying;
    expect(overdue.question()).toBe('insert');
    insert.end();
    await inserting;
    expect(overdue.question()).toBeNull();
  });

  test('end also by failing, and pass on how', async () => {
    const overdue = createOverdue();
    await expect(overdue.watch('insert', 0, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(overdue.question()).toBeNull();
  });
});
