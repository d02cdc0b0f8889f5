import { CollectorError } from '../errors.js';

/** Functions that reach out of the tables, tell about the machine, or only waste time. */
const refusedFunctions: ReadonlySet<string> = new Set(
  [
    'file',
    'sleep',
    'sleepEachRow',
    'hostName',
    'fqdn',
    'FQDN',
    'getSetting',
    'getSettingOrDefault',
    'getMacro',
    'getServerPort',
    'getServerSetting',
    'getMergeTreeSetting',
    'buildId',
    'currentUser',
    'user',
    'serverUUID',
    'tcpPort',
    'filesystemAvailable',
    'filesystemCapacity',
    'filesystemUnreserved',
    'addressToLine',
    'addressToLineWithInlines',
    'addressToSymbol',
    'demangle',
    'logTrace',
    'reinterpretAsFunction',
    'catboostEvaluate',
    'showCertificate',
    'structureToCapnProtoSchema',
    'executable',
    'joinGet',
    'joinGetOrNull',
    'currentQueryID',
    'initialQueryID',
    'zookeeperSessionUptime',
    'getClientHTTPHeader',
    'generateRandomStructure',
    'throwIf',
    'defaultValueOfArgumentType',
    'naiveBayesClassifier',
    'aiGenerate',
  ].map((name) => name.toLowerCase()),
);

const ownDatabase = 'tacho';
const foreignDatabases: ReadonlySet<string> = new Set([
  'system',
  'information_schema',
  'default',
  '_temporary_and_external_tables',
]);

/**
 * First look, without the engine: one statement, no comments that could hide the end of it. Gives the statement without
 * its last semicolon.
 */
export function parseOneStatement(sql: string): string {
  const text = withoutLeadingComments(sql).replace(/;\s*$/, '');
  if (text === '') throw new CollectorError('sql_refused', { detail: 'It is empty.' });
  if (text.includes('\0')) throw new CollectorError('sql_refused');
  if (!/^[\s(]*(select|with|from)\b/i.test(text)) throw new CollectorError('sql_refused');
  if (hasOpenSemicolon(text)) throw new CollectorError('sql_refused', { detail: 'There is more than one statement.' });
  return text;
}

/**
 * Second look, at the tree that the engine's own parser makes (`EXPLAIN AST`, one node a line, indented by depth): what
 * is refused there cannot be spelled differently. The session is read-only besides, and has limits it cannot change.
 */
export function checkStatementTree(tree: readonly string[]): void {
  if (!/^SelectWithUnionQuery\b/.test(tree[0] ?? '')) refuse('It is not a SELECT.');
  for (const [at, line] of tree.entries()) {
    const [, indent = '', node = '', rest = ''] = /^( *)([\w]+) ?(.*)$/.exec(line) ?? [];
    if (indent.length === 1 && node !== 'ExpressionList') refuse('INTO OUTFILE and FORMAT are not allowed.');
    if (node === 'Set') refuse('SETTINGS is not allowed.');
    const name = rest.replace(/ \(.*$/, '').trim();
    if (node === 'Function') {
      if (/^ *TableExpression\b/.test(tree[at - 1] ?? '')) refuse('Table functions are not allowed.');
      if (refusedFunctions.has(name.toLowerCase()) || /^(dictGet|dictHas)/i.test(name))
        refuse(`The function ${name} is not allowed.`);
    }
    if (node === 'TableIdentifier') checkTable(name);
    if (node === 'Identifier' || node === 'QualifiedAsterisk') checkDatabase(name);
  }
}

function checkTable(name: string): void {
  const dot = name.indexOf('.');
  if (dot !== -1 && name.slice(0, dot).toLowerCase() !== ownDatabase)
    refuse('Only the tables of the store are allowed.');
}

function checkDatabase(name: string): void {
  const dot = name.indexOf('.');
  if (dot !== -1 && foreignDatabases.has(name.slice(0, dot).toLowerCase())) {
    refuse('System tables are not allowed.');
  }
}

function refuse(detail: string): never {
  throw new CollectorError('sql_refused', { detail });
}

/** Whether a semicolon stands outside of texts, quoted names and comments. */
function hasOpenSemicolon(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === ';') return true;
    if (character === "'" || character === '"' || character === '`') at = endOfQuoted(text, at);
    else if (text.startsWith('--', at) || character === '#') at = endOfLine(text, at);
    else if (text.startsWith('/*', at)) at = endOfComment(text, at);
  }
  return false;
}

/** People write above a question what it is for. */
function withoutLeadingComments(sql: string): string {
  const text = sql.trim();
  if (text.startsWith('--')) return withoutLeadingComments(text.slice(endOfLine(text, 0)));
  return text.startsWith('/*') ? withoutLeadingComments(text.slice(endOfComment(text, 0) + 1)) : text;
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return refuse('A quote is not closed.');
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('*/', start + 2);
  if (end === -1) return refuse('A comment is not closed.');
  return end + 1;
}
