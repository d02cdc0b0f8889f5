/** Homes with session logs that no recording has. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a log many times, each as a session of its own. */
export function manySmall(log: string, folder: string, count: number): void {
  const text = readFileSync(log, 'utf8');
  const id = threadIdOf(text);
  for (let i = 0; i < count; i++) {
    const day = join(folder, '2026', two(1 + (i % 12)), two(1 + (i % 28)));
    mkdirSync(day, { recursive: true });
    const own = numbered(id, i);
    writeFileSync(join(day, `rollout-2026-01-01T00-00-00-${own}.jsonl`), text.replaceAll(id, own));
  }
}

/** A chain of forks, each of which begins with a copy of all that came before. */
export function forksOf(log: string, folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  let text = readFileSync(log, 'utf8');
  let id = threadIdOf(text);
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, `rollout-2026-01-01T00-00-00-${id}.jsonl`), text);
    const first = text.slice(0, text.indexOf('\n'));
    // ids tell the order of time: the turns that it copies must be older than the fork
    const own = numbered('01ffffff-ffff-7000-8000-000000000000', i + 1);
    const head = JSON.parse(first) as { payload: Record<string, unknown> };
    text = `${JSON.stringify({ ...head, payload: { ...head.payload, id: own, forked_from_id: id } })}\n${text}`;
    id = own;
  }
}

/** The id in the first line. */
function threadIdOf(text: string): string {
  return /"id":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? '';
}

function numbered(id: string, n: number): string {
  return id.slice(0, 24) + n.toString(16).padStart(12, '0');
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
