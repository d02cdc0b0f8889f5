import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { feedRecordings } from './support/feed-recordings.js';
import { setPageStage } from './support/page-stage.js';
import { settled } from './support/page-visits.js';
import { numberIn, readPanel } from './support/read-panel.js';
import { requireProgram } from './support/require-program.js';
import { runTacho, runTachoJson } from './support/tacho.js';
import { untilStored } from './support/until-stored.js';

const chromiumPath = requireProgram('chromium');

/** A number of a board: where the page, the terminal and the raw events tell it. */
type Told = {
  readonly view: string;
  /** Query of the panel on the page, and the head of the column in its table. */
  readonly panel: string;
  readonly head: string;
  /** Board of `tacho report`, and its column. */
  readonly report: readonly string[];
  readonly column: string;
  /** The same of counted events, as plain SQL that shares nothing with the queries. */
  readonly raw: string;
};

const tools =
  "event_type IN ('codex_command_execution_event', 'codex_file_change_event', 'codex_mcp_tool_call_event', 'codex_dynamic_tool_call_event', 'codex_collab_agent_tool_call_event', 'codex_web_search_event', 'codex_image_generation_event', 'codex_control_tool_call_event')";
const tokens = "sumIf(input_tokens + output_tokens, event_type = 'codex_turn_event')";
const count = (type: string) => `countIf(event_type = '${type}')`;
const turns = count('codex_turn_event');
const all = ['--limit', '10000'];

const numbers: readonly Told[] = [
  { view: 'overview', panel: 'daily', head: 'Turns', report: ['daily'], column: 'turns', raw: turns },
  { view: 'overview', panel: 'daily', head: 'Tokens', report: ['overview'], column: 'total_tokens', raw: tokens },
  {
    view: 'threads',
    panel: 'threads',
    head: 'Tokens',
    report: ['threads', ...all],
    column: 'total_tokens',
    raw: tokens,
  },
  { view: 'usage', panel: 'usage', head: 'Total', report: ['models'], column: 'total_tokens', raw: tokens },
  { view: 'usage', panel: 'token_mix', head: 'Total', report: ['projects'], column: 'total_tokens', raw: tokens },
  { view: 'turns', panel: 'turns', head: 'Turns', report: ['turns'], column: 'turns', raw: turns },
  { view: 'turns', panel: 'turns_daily', head: 'Turns', report: ['turns'], column: 'turns', raw: turns },
  { view: 'tools', panel: 'tools', head: 'Calls', report: ['tools'], column: 'calls', raw: `countIf(${tools})` },
  {
    view: 'tools',
    panel: 'tool_failures',
    head: 'Calls',
    report: ['failures'],
    column: 'calls',
    raw: `countIf(${tools} AND terminal_status != 'completed')`,
  },
  {
    view: 'approvals',
    panel: 'approvals',
    head: 'Decisions',
    report: ['approvals'],
    column: 'reviews',
    raw: count('codex_review_event'),
  },
  {
    view: 'approvals',
    panel: 'approval_subjects',
    head: 'Decisions',
    report: ['subjects'],
    column: 'reviews',
    raw: count('codex_review_event'),
  },
  {
    view: 'guardian',
    panel: 'guardian_daily',
    head: 'Reviews',
    report: ['guardian'],
    column: 'reviews',
    raw: count('codex_guardian_review'),
  },
  {
    view: 'compactions',
    panel: 'compactions',
    head: 'Compactions',
    report: ['compactions'],
    column: 'compactions',
    raw: count('codex_compaction_event'),
  },
  { view: 'hooks', panel: 'hooks', head: 'Runs', report: ['hooks'], column: 'runs', raw: count('codex_hook_run') },
  {
    view: 'extensions',
    panel: 'extensions',
    head: 'Uses',
    report: ['extensions'],
    column: 'uses',
    raw: "countIf(event_type IN ('skill_invocation', 'codex_app_used', 'codex_plugin_used'))",
  },
  {
    view: 'lines',
    panel: 'accepted_lines',
    head: 'Added',
    report: ['lines'],
    column: 'added_lines',
    raw: 'sum(accepted_added_lines)',
  },
  {
    view: 'health',
    panel: 'data_health',
    head: 'Counted',
    report: ['health'],
    column: 'counted_events',
    raw: 'count()',
  },
];

describe.skipIf(chromiumPath === undefined)('the numbers of the boards', () => {
  const stage = setPageStage({
    name: 'board-numbers',
    chromiumPath,
    fill: async (collector) => untilStored(collector, await feedRecordings(collector)),
  });

  test.each(numbers)(
    '$view, $panel: $head is the same on the page, in the terminal and in the events',
    async (told) => {
      const [row] = await stage.collector.sql(`SELECT ${told.raw} AS wanted FROM counted_events`);
      const wanted = Number(row?.['wanted']);
      expect(wanted).toBeGreaterThan(0);
      const page = await stage.visits.open(`view=${told.view}&since=all`);
      expect(await sumInTable(page, told)).toBe(wanted);
      await page.context().close();
      const answer = await runTachoJson(['report', ...told.report], { dataDir: stage.dataDir });
      const { rows } = answer as { readonly rows: readonly Readonly<Record<string, unknown>>[] };
      expect(rows.reduce((sum, one) => sum + Number(one[told.column]), 0)).toBe(wanted);
    },
  );

  test('tiles agree with the events', async () => {
    const page = await stage.visits.open('since=all');
    await settled(page);
    const [raw] = await stage.collector.sql(
      `SELECT ${turns} AS turns, ${count('codex_command_execution_event')} AS commands, ${tokens} AS total_tokens, uniqExactIf(thread_id, thread_id != '') AS threads FROM counted_events`,
    );
    for (const metric of ['turns', 'commands', 'total_tokens', 'threads']) {
      const tile = page.locator(`[data-metric="overview.${metric}"] .tile-value a`);
      expect([metric, numberIn((await tile.getAttribute('title'))?.split(':')[0])]).toEqual([metric, raw?.[metric]]);
    }
    await page.context().close();
  });

  test.each(['Pacific/Auckland', 'America/Los_Angeles', 'Australia/Adelaide'])(
    'days are those of a viewer in %s',
    async (zone) => {
      const raw = await stage.collector.sql(
        `SELECT toString(toDate(occurred_at, '${zone}')) AS day, count() AS turns FROM counted_events WHERE event_type = 'codex_turn_event' GROUP BY day`,
      );
      const wanted = Object.fromEntries(raw.map((row) => [row['day'], row['turns']]));
      const page = await stage.visits.open('view=turns&since=all', { timezoneId: zone });
      const rows = await readPanel(page, 'turns_daily');
      const shown: Record<string, number> = {};
      for (const row of rows) shown[row['Day'] ?? ''] = (shown[row['Day'] ?? ''] ?? 0) + numberIn(row['Turns']);
      expect(shown).toEqual(wanted);
      expect(await page.locator('.time-zone').textContent()).toBe(zone);
      await page.context().close();
      const answer = await runTachoJson(['report', 'daily', '--tz', zone], { dataDir: stage.dataDir });
      const { rows: days } = answer as { readonly rows: readonly Readonly<Record<string, unknown>>[] };
      const told = days.filter((row) => row['turns'] !== 0).map((row) => [row['day'], row['turns']]);
      expect(Object.fromEntries(told)).toEqual(wanted);
    },
  );

  test('the audit list holds every decision', async () => {
    const [row] = await stage.collector.sql(`SELECT ${count('codex_review_event')} AS decisions FROM counted_events`);
    const page = await stage.visits.open('view=audit&since=all');
    expect(await readPanel(page, 'audit')).toHaveLength(Number(row?.['decisions']));
    await page.context().close();
  });

  test('a collector elsewhere, the one of the data directory, and the directory alone answer alike', async () => {
    const dataDir = stage.dataDir;
    const ofDirectory = await runTachoJson(['report', 'models'], { dataDir });
    const elsewhere = await runTachoJson(['report', 'models', '--url', stage.collector.url], {
      dataDir: stage.folder('nothing-here'),
      env: { TACHO_TOKEN: stage.collector.token },
    });
    expect(elsewhere).toEqual(ofDirectory);
    const refused = await runTacho(['report', 'models', '--url', stage.collector.url], {
      dataDir: stage.folder('nothing-here'),
      env: { TACHO_TOKEN: 'wrong' },
    });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    await stage.collector.stop();
    expect(await runTachoJson(['report', 'models'], { dataDir })).toEqual(ofDirectory);
  });

  test('nothing went wrong meanwhile, and nobody else was asked', () => {
    expect(stage.visits.faults).toEqual([]);
    expect(stage.visits.strangers).toEqual([]);
  });
});

/** Adds up a column of a panel's table, over all pages of it. */
async function sumInTable(page: Page, { panel, head }: Told): Promise<number> {
  return (await readPanel(page, panel)).reduce((sum, row) => sum + numberIn(row[head]), 0);
}
