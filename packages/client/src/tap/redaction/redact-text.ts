import { createHmac } from 'node:crypto';

import type { Keeping } from './kept-strings.js';

/** Stands for a text of which nothing is kept. */
const something = 'x';

/** Words that say what a path or mention is, and nothing of its owner. */
const structure: ReadonlySet<string> = new Set(
  (
    'skills scripts SKILL md system agents codex plugins apps enabled plugin app etc spawnAgent sendInput resumeAgent ' +
    'wait closeAgent view_image request_user_input codex_apps network'
  ).split(' '),
);

/** Its parts are bounded: a long text with many beginnings and no end would be read once for each of them. */
const mention = /\[[$@][^\]]{0,256}\]\((?:app|plugin|skill):\/\/[^)\s]{1,512}\)|\$[A-Za-z0-9_:-]+/g;
const idForm = /^[A-Za-z0-9_.:~@-]{1,160}$/;
const wordForm = /^[A-Za-z0-9_.:+-]{1,100}$/;
const programForm = /^[A-Za-z0-9_.,:;()/ +-]{1,200}$/;
const callForm = /^call_[A-Za-z0-9]{16,}$/;

/** Sentences of the server that tell a kind of error or a setting; each holds no more than a number, a model or a feature. */
const knownSentences = [
  /^unexpected status \d{3}/,
  /^Quota exceeded/,
  /^stream disconnected/,
  /^error sending request/,
  /^Invalid prompt/,
  /^Reconnecting\.\.\. \d+\/\d+/,
  /^Falling back from WebSockets/,
  /^Under-development features enabled: [a-z0-9_, ]+\./,
  /^Model metadata for `[A-Za-z0-9_.:/-]+` not found/,
  /^no active turn/i,
  /was not found/,
] as const;

/** Reduces a text to what is kept of it. `key` is made for one recording and thrown away: pseudonyms can't be traced back. */
export function redactText(
  keeping: Keeping | undefined,
  text: string,
  key: Buffer,
  hashOfRemote: (url: string) => string | null,
): string {
  // Some fields only say whether there is a text.
  if (text.trim() === '') return '';
  switch (keeping) {
    case 'word':
      return wordForm.test(text) ? text : something;
    case 'program':
      return programForm.test(text) && !text.startsWith('/') ? text : something;
    case 'id':
      return idForm.test(text) ? text : pseudonym(text, key);
    case 'pseudonym':
      return pseudonym(text, key);
    case 'diff':
      return diffWithoutText(text);
    case 'sentence':
      return knownSentence(text);
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

/**
 * Each word by one of its own, what stands between them as it is: equal parts stay equal, and paths stay paths. Case is not
 * told apart, since names of apps and of their tools differ in it.
 */
function pseudonym(text: string, key: Buffer): string {
  return text.replace(/[\p{L}\p{N}_]+/gu, (word) => {
    if (structure.has(word) || callForm.test(word)) return word;
    return word.replace(/[^_]+/g, (part) => {
      return `w${createHmac('sha256', key).update(part.toLowerCase()).digest('hex').slice(0, 10)}`;
    });
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

function knownSentence(message: string): string {
  for (const sentence of knownSentences) {
    const found = sentence.exec(message);
    if (found !== null) return found[0];
  }
  for (const [pattern, stands] of reworded) if (pattern.test(message)) return stands;
  return something;
}

/** Sentences whose kind is told by several words with something private between them. */
const reworded = [
  [/discovery/, 'discovery'],
  [/expected.*turn.*(?:but|found|active)/i, 'expected turn but found'],
  [/input.*(?:must not be|is) empty|empty input/i, 'empty input'],
  [/no such thread|thread not found/i, 'thread not found'],
  [/^Automatic approval review failed.*not valid JSON/s, 'Automatic approval review failed: not valid JSON'],
  [/^Automatic approval review failed/, 'Automatic approval review failed'],
] as const satisfies readonly (readonly [RegExp, string])[];

/** The first 24 bytes of a PNG: its signature and its size. */
const pngHeaderChars = 32;

function imageHeader(text: string): string {
  const found = /^(data:image\/png;base64,)?(iVBORw0KGgo[A-Za-z0-9+/]+)/.exec(text);
  return found === null ? something : `${found[1] ?? ''}${found[2]!.slice(0, pngHeaderChars)}`;
}
