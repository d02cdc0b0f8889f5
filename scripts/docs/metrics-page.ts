import { queryDefinitions, type QueryDefinition } from '@tachograph/collector/queries';

import { code, markdownTable, pageHead } from './markdown.js';

/** `docs/metrics.md`: what every number means, in words and in SQL. */
export function metricsPage(): string {
  const intro =
    'Each query can be asked as `GET /api/queries/NAME`, `tacho query NAME --json` and by the page; the SQL runs the same on the embedded database and on a ClickHouse server. Parameters that are not given filter nothing.';
  const names = queryDefinitions.map(({ name, summary }) => `- [${code(name)}](#${name}): ${summary}`).join('\n');
  const sections = queryDefinitions.map(querySection).join('\n');
  return `${pageHead('Metrics', '`packages/collector/src/queries/`', intro)}\n${names}\n\n${sections}`;
}

function querySection({ name, summary, params, columns, sql }: QueryDefinition): string {
  const columnRows = Object.entries(columns).map(([column, one]) => [
    code(column),
    one.nullable === true ? `${one.kind} or null` : one.kind,
    one.unit,
    one.description,
  ]);
  const paramRows = Object.entries(params).map(([param, one]) => [code(param), one.description]);
  return `## ${name}

${summary}

${markdownTable(['Column', 'Type', 'Unit', 'What it counts'], columnRows)}
${paramRows.length === 0 ? '' : `${markdownTable(['Parameter', 'Form'], paramRows)}\n`}<details><summary>SQL</summary>

\`\`\`sql
${sql.trim()}
\`\`\`

</details>
`;
}
