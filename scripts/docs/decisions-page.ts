import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../source-files.js';
import { pageHead } from './markdown.js';

/** `docs/decisions/README.md`: the notes by number. */
export function decisionsPage(): string {
  const folder = join(root, 'docs', 'decisions');
  const notes = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort();
  const lines = notes.map((name) => `- [${titleOf(readFileSync(join(folder, name), 'utf8'))}](${name})\n`);
  return `${pageHead(
    'Decisions',
    'the titles of the notes',
    'Context, choice, cost, and how to remove it; half a page each. A new dependency needs one.',
  )}\n${lines.join('')}`;
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? 'untitled';
}
