import { createHash } from 'node:crypto';

import { moveInTime, occurredAtMs } from '@tachograph/cli';

/** What may be chosen for a session, the more frequent ones more often. */
const projects = ['acme/shop', 'acme/shop', 'acme/shop', 'acme/inventory', 'acme/inventory', 'acme/docs', 'acme/infra'];
const models = ['gpt-5.5', 'gpt-5.5', 'gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini'];
const clients = ['codex_vscode', 'codex_vscode', 'codex_cli_rs', 'codex_exec'];
const machines = ['laptop-a', 'laptop-b', 'workstation'];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Two months of a small team, made of the bundled samples: each sample again and again, at office hours, slowed down to the
 * pace of real work, with more tokens than a scripted model gives. Sessions in the order of time; the same every time.
 */
export function madeHistory(samples: readonly string[], nowMs: number, days = 60): readonly (readonly string[])[] {
  const random = createRandom(7);
  const sessions = bySession(samples);
  const history: (readonly string[])[] = [];
  for (let daysAgo = days - 1; daysAgo >= 0; daysAgo -= 1) {
    const midnightMs = Math.floor(nowMs / dayMs) * dayMs - daysAgo * dayMs;
    const isWeekend = [0, 6].includes(new Date(midnightMs).getUTCDay());
    const count = isWeekend ? Math.floor(random() * 3) : 5 + Math.floor(random() * 14);
    for (let session = 0; session < count; session += 1) {
      const atMs = midnightMs + (7 + random() * 11) * hourMs;
      const recorded = choose(sessions, random);
      const made = makeSession(recorded, { atMs, random, name: `made.${daysAgo}.${session}` });
      if (made.every((line) => occurredAtMs(line) < nowMs)) history.push(made);
    }
  }
  return history.sort((a, b) => occurredAtMs(a[0] ?? '') - occurredAtMs(b[0] ?? ''));
}

type Random = () => number;

function makeSession(
  recorded: readonly string[],
  { atMs, random, name }: { readonly atMs: number; readonly random: Random; readonly name: string },
): readonly string[] {
  const startMs = Math.min(...recorded.map(occurredAtMs));
  const slower = 20 * 30 ** random();
  const moreTokens = 2 * 20 ** random();
  const [project, model, client] = [choose(projects, random), choose(models, random), choose(clients, random)];
  const machine = choose(machines, random);
  // Whole seconds, because some fields count in seconds and must move by the same span.
  const byMs = Math.round((atMs - startMs) / 1000) * 1000;
  return recorded.map((line, index) =>
    moveInTime(slowDown(line, startMs, slower), byMs)
      .replace(uuid, (_, time: string, digits: string) => `${time}-${otherDigits(digits, name)}`)
      .replace(/"delivery_id":"[^"]+"/, `"delivery_id":"${name}.${index}","machine_id":"${machine}"`)
      .replace(/"(\w*_tokens(?:_before|_after)?)":(\d+)/g, (_, field: string, count: string) => {
        return `"${field}":${Math.round(Number(count) * moreTokens)}`;
      })
      .replaceAll('"acme/inventory"', JSON.stringify(project))
      .replaceAll('"gpt-5.5"', JSON.stringify(model))
      .replaceAll('"codex_vscode"', JSON.stringify(client))
      .replace(',"sample":true', ''),
  );
}

/** A UUID of version 7: its time, and what makes it one of its kind. */
const uuid = /\b([0-9a-f]{8}-[0-9a-f]{4})-(7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\b/g;

/** Moving in time leaves the random part alone: ids of two sessions that are shown by their end would look the same. */
function otherDigits(digits: string, name: string): string {
  const hash = createHash('sha256').update(`${name} ${digits}`).digest('hex');
  return `${digits.slice(0, 10)}${hash.slice(0, 12)}`;
}

/** Stretches every moment and span in a line, counted from the start of its session. */
function slowDown(line: string, startMs: number, factor: number): string {
  const stretched = (ms: number): number => Math.round(startMs + (ms - startMs) * factor);
  return line
    .replace(/"(\w+_at_ms)":(\d+)/g, (_, field: string, ms: string) => `"${field}":${stretched(Number(ms))}`)
    .replace(/"(created_at|started_at|completed_at)":([1-9]\d*)/g, (_, field: string, seconds: string) => {
      return `"${field}":${Math.round(stretched(Number(seconds) * 1000) / 1000)}`;
    })
    .replace(/"(\w*(?:duration|latency)_ms)":(\d+)/g, (_, field: string, ms: string) => {
      return `"${field}":${Math.round(Number(ms) * factor)}`;
    });
}

/** Lines by the recording that they are from, which their delivery ids name. */
function bySession(lines: readonly string[]): readonly (readonly string[])[] {
  const sessions = new Map<string, string[]>();
  for (const line of lines) {
    const name = /"delivery_id":"sample\.([^"]+)\.\d+"/.exec(line)?.[1] ?? '';
    sessions.set(name, [...(sessions.get(name) ?? []), line]);
  }
  return [...sessions.values()];
}

function choose<Value>(values: readonly Value[], random: Random): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new TypeError('nothing to choose from');
  return value;
}

/** Mulberry32: seeded, so that the pictures change only when the page does. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
