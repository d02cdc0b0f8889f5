import stringWidth from 'string-width';

import type { AnswerRow } from '../ask.js';
import { bar } from './bar.js';
import { formatMoment, formatShort, formatSpan } from './format-value.js';
import { plainText } from './plain-text.js';
import { cutTo } from './render-table.js';

export interface RenderStoryOptions {
  readonly width: number | null;
  readonly color: boolean;
  readonly timeZone: string;
}

/** A line: indent, words, two, duration, two, track. */
const durationWidth = 9;
const wordsWidthMax = 64;
const wordsWidthMin = 36;
const trackWidthMax = 24;
/** A shorter track shows nothing: it is left out. */
const trackWidthMin = 12;

/** Rows of `thread_events` as a story: its turns one under the other, each with its own scale of time. */
export function renderStory(rows: readonly AnswerRow[], options: RenderStoryOptions): string {
  const lines: string[] = [];
  let turnNumber = 0;
  let lastEndMs: number | null = null;
  for (const group of groupByTurn(rows)) {
    if (lastEndMs !== null && group.startMs - lastEndMs >= 60_000) {
      lines.push(dim(`        ${formatSpan(group.startMs - lastEndMs)} later`, options.color));
    }
    lastEndMs = group.endMs;
    if (group.turnId !== '') turnNumber += 1;
    lines.push(headLine(group, turnNumber, options), ...group.events.map((row) => eventLine(row, group, options)), '');
  }
  return lines.join('\n');
}

interface TurnGroup {
  readonly turnId: string;
  readonly head: AnswerRow | null;
  readonly events: readonly AnswerRow[];
  readonly startMs: number;
  readonly endMs: number;
}

function groupByTurn(rows: readonly AnswerRow[]): readonly TurnGroup[] {
  const groups: { readonly turnId: string; readonly rows: AnswerRow[] }[] = [];
  for (const row of rows) {
    const turnId = String(row['turn_id'] ?? '');
    const known = turnId === '' ? groups.at(-1) : groups.find((group) => group.turnId === turnId);
    if (known !== undefined && known.turnId === turnId) known.rows.push(row);
    else groups.push({ turnId, rows: [row] });
  }
  return groups.map(({ turnId, rows: all }) => {
    const head = all.find((row) => row['kind'] === 'turn') ?? null;
    return {
      turnId,
      head,
      events: all.filter((row) => row !== head),
      startMs: Math.min(...all.map((row) => Date.parse(String(row['started_at'])))),
      endMs: Math.max(...all.map((row) => Date.parse(String(row['ended_at'])))),
    };
  });
}

function headLine(group: TurnGroup, number: number, options: RenderStoryOptions): string {
  const moment = formatMoment(new Date(group.startMs).toISOString(), options.timeZone, 'medium');
  if (group.turnId === '') return dim(moment, options.color);
  const facts = [formatSpan(group.endMs - group.startMs)];
  const { head } = group;
  if (head !== null) {
    facts.unshift(plainText(String(head['status'] ?? '')));
    if (typeof head['total_tokens'] === 'number') facts.push(`${tokens(head['total_tokens'])} tokens`);
    if (head['detail'] !== '') facts.push(plainText(String(head['detail'])));
  }
  return `${bold(`Turn ${number}`, options.color)}  ${moment}  ${facts.join(', ')}`;
}

function tokens(value: number): string {
  return formatShort(value, { kind: 'int', unit: 'tokens' });
}

function eventLine(row: AnswerRow, group: TurnGroup, options: RenderStoryOptions): string {
  const words = [plainText(String(row['kind'])).padEnd(14)];
  const name = plainText(String(row['name'] ?? ''));
  if (name !== '') words.push(name);
  const status = String(row['status'] ?? '');
  if (status !== '' && status !== 'completed') words.push(plainText(status));
  if (row['detail'] !== '' && row['detail'] !== null) words.push(`(${plainText(String(row['detail']))})`);
  if (typeof row['total_tokens'] === 'number') words.push(`${tokens(row['total_tokens'])} tokens`);
  if (typeof row['added_lines'] === 'number')
    words.push(`+${row['added_lines']} -${String(row['deleted_lines'] ?? 0)}`);
  const { wordsWidth, trackWidth } = layOut(options.width);
  const text = cutTo(words.join(' '), wordsWidth);
  const padding = ' '.repeat(Math.max(0, wordsWidth - stringWidth(text)));
  const duration = typeof row['duration_ms'] === 'number' ? formatSpan(row['duration_ms']) : '';
  const drawn = trackWidth === 0 ? '' : track(row, group, trackWidth);
  return `  ${text}${padding}  ${duration.padStart(durationWidth)}  ${drawn}`.trimEnd();
}

/** Words come first; the track gets what is left. */
function layOut(width: number | null): { readonly wordsWidth: number; readonly trackWidth: number } {
  if (width === null) return { wordsWidth: wordsWidthMax, trackWidth: trackWidthMax };
  const fixed = 2 + 2 + durationWidth + 2;
  const left = Math.min(trackWidthMax, width - fixed - wordsWidthMin);
  const trackWidth = left < trackWidthMin ? 0 : left;
  return { wordsWidth: Math.min(wordsWidthMax, Math.max(20, width - fixed - trackWidth)), trackWidth };
}

/** Where in its turn it happened, and how long it took. */
function track(row: AnswerRow, group: TurnGroup, trackWidth: number): string {
  const span = group.endMs - group.startMs;
  if (group.turnId === '' || span <= 0) return '';
  const start = Date.parse(String(row['started_at'])) - group.startMs;
  const offset = Math.min(trackWidth - 1, Math.floor((start / span) * trackWidth));
  const length = Date.parse(String(row['ended_at'])) - group.startMs - start;
  return ' '.repeat(offset) + (bar(length, span, trackWidth) || '▏').slice(0, trackWidth - offset);
}

function dim(text: string, color: boolean): string {
  return color ? `\u001B[2m${text}\u001B[22m` : text;
}

function bold(text: string, color: boolean): string {
  return color ? `\u001B[1m${text}\u001B[22m` : text;
}
