/** The first lines of every generated page. */
export function pageHead(title: string, from: string, intro: string): string {
  return `# ${title}\n\n<!-- Made by \`npm run docs\` from ${from}; edit that. -->\n\n${intro}\n`;
}

/** A table; cells may hold any text on one line. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${line(head)}| ${head.map(() => '---').join(' | ')} |\n${rows.map(line).join('')}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Text as code, in backticks. */
export function code(text: string): string {
  return `\`${text}\``;
}
