import { filterNames, plainSql, queryDefinitions, type QueryDefinition } from '@tachograph/collector/queries';

import { code, markdownTable, pageHead } from './markdown.js';

/** `docs/metrics.md`: what every number means, in words and in SQL. */
export function metricsPage(): string {
  const filters = filterNames.map(code).join(', ');
  const intro = `Each query can be asked as \`GET /api/queries/NAME?param=…\`, as \`tacho query NAME --json\` and by the page; the SQL runs the same on the embedded database and on a ClickHouse server. Every query takes the filters ${filters}; those that are not given filter nothing. The SQL below is that without filters.`;
  const names = queryDefinitions.map(({ name, summary }) => `- [${code(name)}](#${name}): ${summary}`).join('\n');
  const sections = queryDefinitions.map(querySection).join('\n');
  return `${pageHead('Metrics', '`packages/collector/src/queries/`', intro)}\n${names}\n\n${sections}`;
}

function querySection(query: QueryDefinition): string {
  const { name, summary, params, columns } = query;
  const columnRows = Object.entries(columns).map(([column, one]) => [
    code(column),
    one.kind,
    one.unit ?? '',
    one.description,
  ]);
  const paramRows = Object.entries(params).map(([param, one]) => [
    code(param),
    one.values?.map(code).join(', ') ?? one.kind,
    one.description,
    one.fallback === undefined ? '' : String(one.fallback),
  ]);
  const paramTable = markdownTable(['Parameter', 'Form', 'Meaning', 'Default'], paramRows);
  return `## ${name}

${summary}

${markdownTable(['Column', 'Type', 'Unit', 'What it says'], columnRows)}
${paramRows.length === 0 ? '' : `${paramTable}\n`}<details><summary>SQL</summary>

\`\`\`sql
${plainSql(query)}
\`\`\`

</details>
`;
}
