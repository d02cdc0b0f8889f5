import type { AnswerRow } from '../ask.js';
import { bar } from './bar.js';
import { formatSpan, formatValue } from './format-value.js';
import { plainText } from './plain-text.js';

export interface RenderStoryOptions {
  readonly width: number | null;
  readonly color: boolean;
  readonly timeZone: string;
}

const trackWidth = 24;
/** Room for the words of a line; the track stands behind it. */
const wordsWidthMax = 64;

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
  const moment = formatValue(new Date(group.startMs).toISOString(), { kind: 'time', unit: null }, options.timeZone);
  if (group.turnId === '') return dim(moment, options.color);
  const facts = [formatSpan(group.endMs - group.startMs)];
  const { head } = group;
  if (head !== null) {
    facts.unshift(plainText(String(head['status'] ?? '')));
    if (typeof head['total_tokens'] === 'number') facts.push(`${integer.format(head['total_tokens'])} tokens`);
    if (head['detail'] !== '') facts.push(plainText(String(head['detail'])));
  }
  return `${bold(`Turn ${number}`, options.color)}  ${moment}  ${facts.join(', ')}`;
}

const integer = new Intl.NumberFormat('en');

function eventLine(row: AnswerRow, group: TurnGroup, options: RenderStoryOptions): string {
  const words = [plainText(String(row['kind'])).padEnd(14), plainText(String(row['name'] ?? ''))];
  const status = String(row['status'] ?? '');
  if (status !== '' && status !== 'completed') words.push(plainText(status));
  if (row['detail'] !== '' && row['detail'] !== null) words.push(`(${plainText(String(row['detail']))})`);
  if (typeof row['total_tokens'] === 'number') words.push(`${integer.format(row['total_tokens'])} tokens`);
  if (typeof row['added_lines'] === 'number')
    words.push(`+${row['added_lines']} -${String(row['deleted_lines'] ?? 0)}`);
  const room = options.width === null ? wordsWidthMax : Math.min(wordsWidthMax, options.width - trackWidth - 16);
  const text = words.join(' ').slice(0, Math.max(20, room)).padEnd(Math.max(20, room));
  const duration = typeof row['duration_ms'] === 'number' ? formatSpan(row['duration_ms']) : '';
  return `  ${text}  ${duration.padStart(9)}  ${track(row, group)}`.trimEnd();
}

/** Where in its turn it happened, and how long it took. */
function track(row: AnswerRow, group: TurnGroup): string {
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
