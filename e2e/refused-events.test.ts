import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { startCollector, type RunningCollector } from './support/collector.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { runTacho, runTachoJson } from './support/tacho.js';
import { until } from './support/until.js';

const secret = 'a-text-that-nobody-may-keep';

let scratch: Scratch;
let dataDir: string;
let collector: RunningCollector;

beforeEach(() => {
  scratch = createScratch('refused-events');
  dataDir = scratch.folder('data');
});

afterEach(async () => {
  await collector.stop();
  scratch.remove();
});

/** Posts events in the form of our own sources. */
async function post(...events: readonly object[]): Promise<readonly { readonly status: string }[]> {
  const lines = events.map((event, n) => {
    const envelope = { v: 1, delivery_id: `e2e.${n}`, occurred_at_ms: 1_795_000_000_000, source: 'library' };
    return `${JSON.stringify({ envelope, event })}\n`;
  });
  const response = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${collector.token}`, 'content-type': 'application/x-ndjson' },
    body: lines.join(''),
  });
  return ((await response.json()) as { readonly results: readonly { readonly status: string }[] }).results;
}

describe('events that a collector does not know as they are', () => {
  const wrong = { event_type: 'codex_hook_run', event_params: { thread_id: 7, hook_name: secret } };
  const unknown = { event_type: 'codex_of_tomorrow', event_params: { thread_id: 't', note: secret } };

  test('are listed by shape where they were refused, and forgotten when told to', async () => {
    collector = await startCollector({ dataDir });
    expect(await post(wrong)).toMatchObject([{ status: 'rejected' }]);
    const listed = await until('the refusal is listed', async () => {
      const { rows } = (await runTachoJson(['deadletter', 'list', '--json'], { dataDir })) as {
        readonly rows: readonly object[];
      };
      return rows.length > 0 && rows;
    });
    expect(listed).toMatchObject([{ where: 'collector', event_type: 'codex_hook_run' }]);
    expect(JSON.stringify(listed)).not.toContain(secret);
    const dropped = await runTacho(['deadletter', 'drop'], { dataDir });
    expect(dropped).toMatchObject({ code: 0, stderr: '1 refused event forgotten\n' });
    expect(await runTachoJson(['deadletter', 'list', '--json'], { dataDir })).toEqual({ rows: [] });
  });

  test.each([
    { args: [], kept: false },
    { args: ['--keep-unknown'], kept: true },
  ])('are kept by shape, and whole with --keep-unknown: $args', async ({ args, kept }) => {
    collector = await startCollector({ dataDir, args });
    expect(await post(unknown)).toMatchObject([{ status: 'accepted' }]);
    const [row] = await until('the event can be asked for', async () => {
      const rows = await collector.sql("SELECT props FROM events WHERE event_type = 'codex_of_tomorrow'");
      return rows.length > 0 && rows;
    });
    expect(JSON.stringify(row).includes(secret)).toBe(kept);
  });
});
