import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ColumnKind } from './define-query.js';
import { queryDefinitions } from './index.js';
import { openTestStore, type TestStore } from './testing/open-test-store.js';
import { smallHistory, smallHistoryNow } from './testing/small-history.js';

let full: TestStore;

beforeAll(async () => {
  // Nothing is odd in the small history; one question is about what is.
  const odd = { type: 'codex_of_tomorrow', at: '2026-03-01T12:00:00Z', thread: 'a' };
  full = await openTestStore([...smallHistory, odd], smallHistoryNow);
});

afterAll(() => full.close());

test('names are unique', () => {
  expect(new Set(queryDefinitions.map((query) => query.name)).size).toBe(queryDefinitions.length);
});

/** Something for each kind of parameter that a definition may have. */
const everyFilter = {
  since: '2026-03-01',
  until: '2026-03-04',
  project: "no such '; DROP TABLE events; --",
  client: 'codex_vscode',
  model: 'gpt-5.5',
  thread_source: 'user',
  account: 'local',
  tz: 'America/Los_Angeles',
};

const isOfKind: Readonly<Record<ColumnKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  json: () => true,
};

describe.each(queryDefinitions.map((query) => [query.name, query] as const))('%s', (_, query) => {
  test('gives exactly the columns that it declares', async () => {
    const thread: Record<string, string> = 'thread' in query.params ? { thread: 'a' } : {};
    const [row] = await full.ask(query, thread);
    expect(row).toBeDefined();
    expect(Object.keys(row ?? {}).toSorted()).toEqual(Object.keys(query.columns).toSorted());
  });

  test('gives whole numbers, numbers, texts and ISO times where it declares them', async () => {
    const rows = await full.ask(query, 'thread' in query.params ? { thread: 'a' } : {});
    const wrong = rows.flatMap((row) =>
      Object.entries(query.columns).flatMap(([name, { kind }]) =>
        row[name] === null || isOfKind[kind](row[name]) ? [] : [`${name} = ${String(row[name])}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('takes every filter, and no filter is ever part of the statement', async () => {
    const rows = await full.ask(query, everyFilter);
    expect(Array.isArray(rows)).toBe(true);
    expect(await full.ask(query, 'thread' in query.params ? { thread: 'a' } : {})).not.toEqual([]);
  });

  test('says in a sentence what each number means', () => {
    for (const column of Object.values(query.columns)) expect(column.description).toMatch(/^[`A-Z0-9].*[.…]$/s);
    const numbers = Object.values(query.columns).filter((column) => column.kind === 'int' || column.kind === 'float');
    for (const column of numbers) expect(column.unit).not.toBeNull();
  });
});
