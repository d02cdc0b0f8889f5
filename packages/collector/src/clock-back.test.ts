import { expect, test } from 'vitest';

import { startCollector } from './collector.js';
import { bodyOf } from './testing/lines.js';
import { scratchFolder } from './testing/scratch.js';

const hourMs = 3_600_000;

test('a clock that is set back an hour costs no event, counts none twice, and lets nothing go that may be kept', async () => {
  let nowMs = Date.UTC(2026, 10, 20, 12);
  const dataDir = scratchFolder();
  const options = { dataDir, port: 0, clock: () => nowMs, retention: { ageMsMax: 2 * hourMs } };
  let collector = await startCollector(options);
  const headers = { authorization: `Bearer ${collector.token}` };
  const post = async (...ids: readonly string[]): Promise<unknown> => {
    const body = new Uint8Array(bodyOf(ids.map((id) => ({ id }))));
    return (await fetch(`${collector.url}/v1/events`, { method: 'POST', headers, body })).json();
  };
  const accepted = { status: 'accepted', reason: null };
  expect(await post('i.1', 'i.2')).toEqual({ results: [accepted, accepted] });
  nowMs -= hourMs;
  expect(await post('i.2', 'i.3')).toEqual({ results: [{ status: 'duplicate', reason: null }, accepted] });
  await collector.close();
  // Again after a start, where the door remembers nothing.
  collector = await startCollector(options);
  expect(await post('i.1', 'i.4')).toEqual({ results: [accepted, accepted] });
  await collector.caughtUp();
  const answer = await fetch(`${collector.url}/api/sql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ sql: 'SELECT delivery_id AS id, count() AS n FROM events GROUP BY id ORDER BY id' }),
  });
  const rows = ['i.1', 'i.2', 'i.3', 'i.4'].map((id) => ({ id, n: 1 }));
  expect(await answer.json()).toMatchObject({ rows });
  await collector.close();
});
