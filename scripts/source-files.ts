import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

/** The root of the repository, above `scripts` as above `build/scripts`. */
export const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** One import, export-from or `import()` of a file. */
export interface Import {
  /** A path from the root for our own files, else the specifier as written. */
  readonly target: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
  /** What is taken; `*` for all of it. */
  readonly names: readonly string[];
}

/** What the checks know of a source file. */
export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Exported functions, constants and classes declared here; types are not told. */
  readonly exportedValues: readonly string[];
  /** Exported values and types declared here without a doc comment. */
  readonly undocumented: readonly string[];
  readonly readsEnvironment: boolean;
  /** Asks for the time or a random number. */
  readonly readsClock: boolean;
}

const folders = [
  'packages/client/src',
  'packages/collector/src',
  'packages/web/src',
  'packages/cli/src',
  'scripts',
  'bench',
  'e2e',
];

const clocks: ReadonlySet<string> = new Set(['Date.now', 'performance.now', 'Math.random']);

/** Reads every TypeScript file of the repository. */
export function readSourceFiles(): readonly SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|mts)$/.test(name) && !name.includes('node_modules'))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/'))),
  );
  const known = new Set(paths);
  return paths.sort().map((path) => readSourceFile(path, known));
}

function readSourceFile(path: string, known: ReadonlySet<string>): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  const exportedValues: string[] = [];
  let readsEnvironment = false;
  let readsClock = false;
  const add = (specifier: ts.Node, typeOnly: boolean, names: readonly string[]): void => {
    if (ts.isStringLiteralLike(specifier))
      imports.push({ target: resolve(path, specifier.text, known), typeOnly, names });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause), importedNames(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      const names = node.exportClause !== undefined && ts.isNamedExports(node.exportClause);
      add(
        node.moduleSpecifier,
        node.isTypeOnly,
        names ? node.exportClause.elements.map((one) => (one.propertyName ?? one.name).text) : ['*'],
      );
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) {
      add(node.arguments[0], false, ['*']);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true, ['*']);
    } else if (ts.isPropertyAccessExpression(node) && node.getText(parsed) === 'process.env') {
      readsEnvironment = true;
    } else if (ts.isPropertyAccessExpression(node) && clocks.has(node.getText(parsed))) {
      readsClock = true;
    } else if (ts.isNewExpression(node) && node.getText(parsed) === 'new Date()') {
      readsClock = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  for (const statement of parsed.statements) exportedValues.push(...valuesExportedBy(statement));
  const undocumented = parsed.statements.flatMap((statement) =>
    ts.getJSDocCommentsAndTags(statement).length > 0
      ? []
      : [...valuesExportedBy(statement), ...typesExportedBy(statement)],
  );
  return { path, imports, exportedValues, undocumented, readsEnvironment, readsClock };
}

/** `./x.js` → `packages/…/x.ts`, `@tachograph/client/deliver` → `packages/client/src/deliver/index.ts`. */
function resolve(from: string, specifier: string, known: ReadonlySet<string>): string {
  const workspace = /^@tachograph\/(\w+)(?:\/(.+))?$/.exec(specifier);
  if (workspace !== null) {
    const [, name = '', entry] = workspace;
    if (entry === undefined) return `packages/${name}/src/${name === 'cli' ? 'main.ts' : 'index.ts'}`;
    const file = `packages/${name}/src/${entry}.ts`;
    return known.has(file) ? file : `packages/${name}/src/${entry}/index.ts`;
  }
  if (!specifier.startsWith('.')) return specifier;
  const bare = posix.join(dirname(from).replaceAll('\\', '/'), specifier);
  const candidates = [bare, bare.replace(/\.js$/, '.ts'), bare.replace(/\.js$/, '.tsx'), `${bare}.ts`, `${bare}.tsx`];
  return candidates.find((one) => known.has(one)) ?? bare;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((one) => one.isTypeOnly)
  );
}

function importedNames(clause: ts.ImportClause | undefined): readonly string[] {
  if (clause?.namedBindings === undefined) return ['*'];
  if (!ts.isNamedImports(clause.namedBindings)) return ['*'];
  return clause.namedBindings.elements.map((one) => (one.propertyName ?? one.name).text);
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) === true;
}

function typesExportedBy(statement: ts.Statement): readonly string[] {
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return isType && isExported(statement) ? [statement.name.text] : [];
}

function valuesExportedBy(statement: ts.Statement): readonly string[] {
  if (!isExported(statement)) return [];
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((one) => (ts.isIdentifier(one.name) ? [one.name.text] : []));
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : rootAbove(dirname(folder));
}
