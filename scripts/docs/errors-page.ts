import { errorCatalogue as cliErrors } from '@tachograph/cli';
import { errorCatalogue as clientErrors } from '@tachograph/client';
import { errorCatalogue as collectorErrors } from '@tachograph/collector';

import { code, markdownTable, pageHead } from './markdown.js';

/** `docs/errors.md`: every error with a code, by package. */
export function errorsPage(): string {
  const cli = Object.entries(cliErrors).map(([name, one]) => [
    code(name),
    String(one.exitCode),
    one.meaning,
    one.remedy,
  ]);
  const client = Object.entries(clientErrors).map(([name, one]) => [code(name), one.meaning, one.remedy]);
  const collector = Object.entries(collectorErrors).map(([name, one]) => [
    code(name),
    String(one.status),
    one.message,
    one.help,
  ]);
  return `${pageHead(
    'Errors',
    'the `errors.ts` of each package',
    'Codes are stable and never used again for something else. Anything without a code is a bug.',
  )}
## The command line

${markdownTable(['Code', 'Exit code', 'What happened', 'What to do'], cli)}
## The library

${markdownTable(['Code', 'What happened', 'What to do'], client)}
## The collector

The API answers \`{"error":{"code","message"}}\` with the HTTP status; at start the command ends with exit code 1.

${markdownTable(['Code', 'HTTP status', 'What happened', 'What to do'], collector)}`;
}
