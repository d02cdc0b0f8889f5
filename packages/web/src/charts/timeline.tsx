/** The story of a thread: its turns one under the other, each with its own scale of time, so that a pause of a night takes no room. */
import type { AnyRow } from '../ask.js';
import { formatMoment, formatShort, formatSpan, momentOf } from '../format.js';
import { words } from '../words.js';

type Turn = {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly head: AnyRow | null;
  readonly events: readonly AnyRow[];
};

/** Events as rows of `thread_events`, grouped by turn. */
export function Timeline({ rows }: { readonly rows: readonly AnyRow[] }) {
  const turns = groupByTurn(rows);
  return (
    <>
      <p class="legend timeline-legend">
        {lanes.map(([lane, name]) => (
          <span key={lane} class="legend-item">
            <i class={`lane-${lane}`} aria-hidden="true" /> {name}
          </span>
        ))}
      </p>
      <ol class="timeline">
        {turns.map((turn, index) => (
          <TurnStory
            key={turn.id === '' ? `between ${index}` : turn.id}
            turn={turn}
            number={turns.slice(0, index + 1).filter((one) => one.id !== '').length}
            before={turns[index - 1]}
          />
        ))}
      </ol>
    </>
  );
}

const lanes = [
  ['tool', 'tool'],
  ['model', 'model'],
  ['wait', 'waiting for a decision'],
  ['compaction', 'compaction'],
] as const;

type TurnStoryProps = { readonly turn: Turn; readonly number: number; readonly before: Turn | undefined };

function TurnStory({ turn, number, before }: TurnStoryProps) {
  const pauseMs = before === undefined ? 0 : turn.startMs - before.endMs;
  const status = turn.head === null ? '' : String(turn.head['status'] ?? '');
  return (
    <li class="turn" data-turn-id={turn.id || undefined}>
      {pauseMs >= 60_000 && <p class="pause">{formatSpan(pauseMs)} later</p>}
      <header class="turn-head">
        <h3>{turn.id === '' ? 'Outside of a turn' : `Turn ${number}`}</h3>
        {status !== '' && <span class={`status status-${statusTone(status)}`}>{words(status)}</span>}
        <span class="quiet">
          {formatMoment(turn.startMs, { seconds: true })}
          {turn.id !== '' && ` · ${formatSpan(turn.endMs - turn.startMs)}`}
          {tokensOf(turn) > 0 && ` · ${formatShort(tokensOf(turn), 'tokens')} tokens`}
          {turn.head !== null && turn.head['detail'] !== '' && ` · ${words(turn.head['detail'])}`}
        </span>
      </header>
      {turn.events.length > 0 && (
        <ul class="turn-events">
          {turn.events.map((event, index) => (
            <Moment key={index} event={event} turn={turn} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Moment({ event, turn }: { readonly event: AnyRow; readonly turn: Turn }) {
  const kind = String(event['kind']);
  const status = String(event['status'] ?? '');
  const start = momentOf(event['started_at']) ?? turn.startMs;
  const end = momentOf(event['ended_at']) ?? start;
  const spanMs = Math.max(1, turn.endMs - turn.startMs);
  const left = ((start - turn.startMs) / spanMs) * 100;
  const width = ((end - start) / spanMs) * 100;
  const duration = event['duration_ms'];
  return (
    <li class="moment">
      <span class="moment-kind">{words(kind)}</span>
      <span class="moment-name">
        {String(event['name'] ?? '')} <Facts event={event} />
      </span>
      {status !== '' && <span class={`status status-${statusTone(status)}`}>{words(status)}</span>}
      <span class="moment-track" aria-hidden="true">
        <i
          class={`lane lane-${laneOf(kind)}`}
          style={{ left: `${clamp(left)}%`, width: `${Math.min(clamp(width), 100 - clamp(left))}%` }}
        />
      </span>
      <span class="moment-time">{typeof duration === 'number' ? formatSpan(duration) : ''}</span>
    </li>
  );
}

function Facts({ event }: { readonly event: AnyRow }) {
  const facts: string[] = [];
  if (event['detail'] !== '' && event['detail'] !== null) facts.push(words(event['detail']));
  if (typeof event['total_tokens'] === 'number') facts.push(`${formatShort(event['total_tokens'], 'tokens')} tokens`);
  if (typeof event['added_lines'] === 'number')
    facts.push(`+${event['added_lines']} −${String(event['deleted_lines'] ?? 0)} lines`);
  return <small>{facts.join(' · ')}</small>;
}

function laneOf(kind: string): string {
  if (kind === 'approval' || kind === 'guardian') return 'wait';
  if (kind === 'model') return 'model';
  if (kind === 'compaction') return 'compaction';
  return 'tool';
}

/** Tone of a status: what went wrong, what was refused, and the rest. */
export function statusTone(status: string): 'good' | 'bad' | 'warn' | 'plain' {
  if (/^(failed|failed_closed|errored)$/.test(status)) return 'bad';
  if (/^(denied|rejected|aborted|timed_out|interrupted|blocked|stopped)$/.test(status)) return 'warn';
  if (/^(completed|approved|accepted)/.test(status)) return 'good';
  return 'plain';
}

function tokensOf(turn: Turn): number {
  const own = turn.head?.['total_tokens'];
  const answers = turn.events.reduce(
    (sum, event) =>
      sum + (event['kind'] === 'model' && typeof event['total_tokens'] === 'number' ? event['total_tokens'] : 0),
    0,
  );
  return answers > 0 ? answers : typeof own === 'number' ? own : 0;
}

function groupByTurn(rows: readonly AnyRow[]): readonly Turn[] {
  const groups: { id: string; rows: AnyRow[] }[] = [];
  const byId = new Map<string, { id: string; rows: AnyRow[] }>();
  for (const row of rows) {
    const id = String(row['turn_id'] ?? '');
    const last = groups.at(-1);
    const group = id === '' ? (last?.id === '' ? last : undefined) : byId.get(id);
    if (group !== undefined) {
      group.rows.push(row);
      continue;
    }
    const fresh = { id, rows: [row] };
    groups.push(fresh);
    if (id !== '') byId.set(id, fresh);
  }
  return groups.map(({ id, rows: all }) => {
    const head = all.find((row) => row['kind'] === 'turn') ?? null;
    const starts = all.map((row) => momentOf(row['started_at']) ?? Number.POSITIVE_INFINITY);
    const ends = all.map((row) => momentOf(row['ended_at']) ?? 0);
    return {
      id,
      head,
      events: all.filter((row) => row !== head),
      startMs: Math.min(...starts),
      endMs: Math.max(...ends),
    };
  });
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
