import { useQuery, type AnyRow } from '../ask.js';
import { BarList } from '../charts/bar-list.js';
import { seriesColor } from '../charts/palette.js';
import { eventRows } from '../event-rows.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';

export const extensionsPage: PageDefinition = {
  view: 'extensions',
  title: 'Extensions',
  lead: 'Skills, apps and plugins: which are used, and whether people ask for them.',
  group: 'Agents',
  Page: ExtensionsPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'name', label: 'Name', unit: 'name' },
  { key: 'extension_kind', label: 'Kind', unit: 'name' },
  { key: 'origin', label: 'Origin', unit: 'name', cell: (row) => words(row['origin'], '–') },
  { key: 'uses', label: 'Uses', unit: 'uses', href: rowsOf },
  { key: 'explicit', label: 'Asked for', unit: 'uses' },
  { key: 'implicit', label: 'By the agent', unit: 'uses' },
  { key: 'mentions', label: 'Mentions', unit: 'uses', wideOnly: true },
  { key: 'threads', label: 'Threads', unit: 'threads', wideOnly: true },
  { key: 'last_at', label: 'Latest', unit: 'time', wideOnly: true },
];

const kinds = ['skill', 'app', 'plugin'];

const eventsOfKind: Readonly<Record<string, readonly string[]>> = {
  skill: ['skill_invocation'],
  app: ['codex_app_used', 'codex_app_mentioned'],
  plugin: ['codex_plugin_used'],
};

function rowsOf(row: AnyRow): string {
  return eventRows({ event_type: eventsOfKind[String(row['extension_kind'])] ?? [] });
}

function ExtensionsPage() {
  const answer = useQuery('extensions');
  return (
    <Panel
      title="Skills, apps and plugins"
      hint="MCP servers stand with the tools."
      query="extensions"
      answer={answer}
      empty={{
        missing: 'No skill, app or plugin was used in this period',
        how: 'Those that Codex loads show up here once a turn uses them.',
      }}
      chart={
        <BarList
          unit="uses"
          max={20}
          items={answer.rows.map((row) => ({
            label: String(row['name'] || row['extension_kind']),
            value: Number(row['uses']),
            note: String(row['extension_kind']),
            color: seriesColor(Math.max(0, kinds.indexOf(String(row['extension_kind'])))),
            href: rowsOf(row),
          }))}
        />
      }
      table={
        <DataTable
          caption="Skills, apps and plugins"
          columns={columns}
          rows={answer.rows}
          rowKey={(row) => [row['extension_kind'], row['name'], row['origin']].join(' ')}
        />
      }
    />
  );
}
