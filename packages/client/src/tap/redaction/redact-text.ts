import { createHmac } from 'node:crypto';

import type { Keeping } from './kept-strings.js';

/** Stands for a text of which nothing is kept; not empty, because some fields only say whether there is a text. */
const something = 'x';

/** Words that say what a path or mention is, and nothing of its owner. */
const structure: ReadonlySet<string> = new Set([
  ...['skills', 'scripts', 'SKILL', 'md', 'system', 'agents', 'codex', 'plugins', 'apps', 'enabled', 'plugin', 'app'],
  ...['etc', 'spawnAgent', 'sendInput', 'resumeAgent', 'wait', 'closeAgent', 'view_image', 'request_user_input'],
]);

const mention = /\[[$@][^\]]*\]\((?:app|plugin|skill):\/\/[^)\s]+\)/g;
const idForm = /^[A-Za-z0-9_.:~@-]{1,160}$/;
const wordForm = /^[A-Za-z0-9_.,:;()/ +-]{1,200}$/;

const errorBeginnings = [
  /^unexpected status \d{3}/,
  /^Quota exceeded/,
  /^stream disconnected/,
  /^error sending request/,
  /^Invalid prompt/,
] as const;

/** Reduces a text to what is kept of it. `key` is made for one recording and thrown away: pseudonyms can't be traced back. */
export function redactText(
  keeping: Keeping | undefined,
  text: string,
  key: Buffer,
  hashOfRemote: (url: string) => string | null,
): string {
  if (text === '') return '';
  switch (keeping) {
    case 'word':
      return wordForm.test(text) ? text : something;
    case 'id':
      return idForm.test(text) ? text : pseudonym(text, key);
    case 'pseudonym':
      return pseudonym(text, key);
    case 'diff':
      return diffWithoutText(text);
    case 'error':
      return errorKind(text);
    case 'image':
      return imageHeader(text);
    case 'mentions':
      return (text.match(mention) ?? [something]).map((one) => pseudonym(one, key)).join(' ');
    case 'remote': {
      const hash = hashOfRemote(text);
      return hash === null ? something : `hash:${hash}`;
    }
    case undefined:
      return something;
  }
}

/** Each word by one of its own, what stands between them as it is: equal parts stay equal, and paths stay paths. */
function pseudonym(text: string, key: Buffer): string {
  return text.replace(/[\p{L}\p{N}_]+/gu, (word) => {
    if (structure.has(word)) return word;
    return `w${createHmac('sha256', key).update(word).digest('hex').slice(0, 10)}`;
  });
}

/** Hunks with their lines, each reduced to its mark; what stands before a hunk says which files, and is reduced to its form. */
function diffWithoutText(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('diff --git ')) return 'diff --git a/x b/x';
      if (line.startsWith('--- ')) return line.startsWith('--- /dev/null') ? '--- /dev/null' : '--- a/x';
      if (line.startsWith('+++ ')) return line.startsWith('+++ /dev/null') ? '+++ /dev/null' : '+++ b/x';
      const hunk = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/.exec(line);
      if (hunk !== null) return hunk[0];
      const mark = line.slice(0, 1);
      if (mark !== '+' && mark !== '-' && mark !== ' ') return line === '' ? '' : '\\';
      return line.trim() === mark.trim() ? mark : `${mark}${something}`;
    })
    .join('\n');
}

function errorKind(message: string): string {
  for (const beginning of errorBeginnings) {
    const found = beginning.exec(message);
    if (found !== null) return found[0];
  }
  return /discovery/.test(message) ? 'discovery' : something;
}

/** The first 24 bytes of a PNG: its signature and its size. */
const pngHeaderChars = 32;

function imageHeader(text: string): string {
  const found = /^(data:image\/png;base64,)?(iVBORw0KGgo[A-Za-z0-9+/]+)/.exec(text);
  return found === null ? something : `${found[1] ?? ''}${found[2]!.slice(0, pngHeaderChars)}`;
}
