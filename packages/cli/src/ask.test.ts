import { expect, test } from 'vitest';

import { openAsker } from './ask.js';
import { noteIncomplete } from './incomplete-note.js';
import { fakeCollector } from './testing/fake-collector.js';

test('a query is asked by name and parameters, with the token', async () => {
  const { url, asked } = await fakeCollector(200, { rows: [{ n: 1 }], sample: true });
  const asker = await openAsker({ collectorUrl: url, token: 't0', dataDir: '/nowhere' });
  expect(await asker.query('overview', { since: '7d' })).toEqual({ rows: [{ n: 1 }], sample: true });
  expect(asked).toEqual([{ url: '/api/queries/overview?since=7d', authorization: 'Bearer t0' }]);
});

test('an answer that lacks days says so, beside whatever form its rows are printed in', async () => {
  const { url } = await fakeCollector(200, { rows: [], incomplete: { days_left: 3 } });
  const answer = await (await openAsker({ collectorUrl: url, token: null, dataDir: '/nowhere' })).query('overview', {});
  expect(answer).toEqual({ rows: [], sample: false, incomplete: { days_left: 3 } });
  let told = '';
  const terminal = { err: (text: string) => void (told += text) };
  noteIncomplete(terminal, answer);
  expect(told).toContain('3 days are not summed yet');
  told = '';
  noteIncomplete(terminal, { rows: [], sample: false });
  expect(told).toBe('');
});

test('a refusal is told in the collector’s words', async () => {
  const { url } = await fakeCollector(400, { error: { code: 'x', message: 'No such column.', help: 'See the list.' } });
  const asker = await openAsker({ collectorUrl: url, token: null, dataDir: '/nowhere' });
  await expect(asker.sql('SELECT 1')).rejects.toMatchObject({ message: 'No such column.', help: 'See the list.' });
});

test('an answer that is none is an error, not an empty table', async () => {
  const { url } = await fakeCollector(200, { hello: 'world' });
  const asker = await openAsker({ collectorUrl: url, token: null, dataDir: '/nowhere' });
  await expect(asker.query('overview', {})).rejects.toMatchObject({ code: 'collector_refused' });
});

test('nobody at the address, and no data directory, are told apart', async () => {
  const asker = await openAsker({ collectorUrl: 'http://127.0.0.1:9', token: null, dataDir: '/nowhere' });
  await expect(asker.query('overview', {})).rejects.toMatchObject({ code: 'collector_unreachable' });
  await expect(openAsker({ collectorUrl: null, token: null, dataDir: '/nowhere' })).rejects.toMatchObject({
    code: 'nothing_to_ask',
  });
});
