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

/** The events of each kind, and the fields that tell one extension from another. */
const usesOf: Readonly<Record<string, { readonly type: string; readonly name: string; readonly origin?: string }>> = {
  skill: { type: 'skill_invocation', name: 'props.skill_name', origin: 'props.skill_scope' },
  app: { type: 'codex_app_used', name: 'props.app_name|props.connector_id' },
  plugin: { type: 'codex_plugin_used', name: 'props.plugin_name|plugin_id', origin: 'props.marketplace_name' },
};

function rowsOf(row: AnyRow): string {
  const { type = '', name = '', origin } = usesOf[String(row['extension_kind'])] ?? {};
  return eventRows({
    event_type: type,
    [name]: String(row['name']),
    ...(origin === undefined ? {} : { [origin]: String(row['origin']) }),
  });
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
