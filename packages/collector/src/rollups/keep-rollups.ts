import type { Store } from '../store/store.js';
import { activity } from './activity.js';
import { deliveries } from './deliveries.js';
import { refreshStatement, type Rollup } from './rollup.js';
import { toolTimes } from './tool-times.js';
import { turnUses } from './turn-uses.js';

/**
 * Every roll-up, the only registry. They are summed in this order, and `deliveries` comes last: its checksum over all events
 * says that the others are done, too.
 */
export const rollups: readonly Rollup[] = [toolTimes, turnUses, activity, deliveries];

const rollupNames = new RegExp(`\\b(?:${rollups.map(({ name }) => name).join('|')})(?:_rows)?\\b`);

/** Whether a statement asks a roll-up: its answer is then only as complete as that is. */
export function asksRollups(sql: string): boolean {
  return rollupNames.test(sql);
}

/** A day and a thread: what is summed anew as a whole. */
export interface Bucket {
  readonly day: string;
  readonly threadId: string;
}

/** Keeps the roll-ups up to date with the events. */
export interface RollupKeeper {
  /** These buckets have changed. */
  touch(buckets: Iterable<Bucket>): void;
  /** Whether something was touched and not summed yet. */
  isBehind(): boolean;
  /** Whether enough time has passed since the last time, by what that cost. */
  isDue(nowMs: number): boolean;
  /** Sums what was touched anew. */
  refresh(): Promise<void>;
  /**
   * Compares roll-ups and events day by day and sums the days that differ anew: after a crash, a removal, or a new roll-up.
   * Gives the number of days.
   */
  repair(onDay?: () => void): Promise<number>;
  /** Days whose sums are known to lack something: until {@link repair} has come to them, answers from roll-ups are too low. */
  unsummedDays(): number;
}

/** Buckets of one statement; their names stand in its text. */
const bucketsPerStatement = 1_000;

/** A repair of more days than this leaves so many parts that they are merged at once; otherwise the engine does it by and by. */
const daysToMergeAfter = 7;

/** Refreshing takes at most this part of the time. */
const timeShare = 0.1;

/** Goes on from the versions of the rows that are there; {@link RollupKeeper.repair} has to be called once. */
export async function openRollups(store: Pick<Store, 'command' | 'read'>, clock: () => number): Promise<RollupKeeper> {
  const touched = new Map<string, Bucket>();
  let version = 0;
  for (const { name } of rollups) {
    const [row] = await store.read(`SELECT max(version) AS version FROM ${name}_rows`);
    version = Math.max(version, Number(row?.['version'] ?? 0));
  }
  // Tables that are new lack every day that there is. Whether others lack some is known as soon as they were compared.
  const [held] = await store.read(version === 0 ? `SELECT uniqExact(day) AS days FROM events` : `SELECT 0 AS days`);
  let unsummedDays = Number(held?.['days'] ?? 0);
  let dueAtMs = 0;

  async function sum(bucket: string): Promise<void> {
    version += 2;
    for (const rollup of rollups) await store.command(refreshStatement(rollup, bucket, version));
  }

  return {
    touch(buckets) {
      for (const bucket of buckets) touched.set(`${bucket.day} ${bucket.threadId}`, bucket);
    },
    isBehind: () => touched.size > 0,
    isDue: (nowMs) => touched.size > 0 && nowMs >= dueAtMs,
    async refresh() {
      const startedAtMs = clock();
      const buckets = [...touched.values()];
      touched.clear();
      for (let at = 0; at < buckets.length; at += bucketsPerStatement) {
        await sum(conditionOf(buckets.slice(at, at + bucketsPerStatement)));
      }
      const endedAtMs = clock();
      dueAtMs = endedAtMs + Math.max(0, endedAtMs - startedAtMs) / timeShare;
    },
    unsummedDays: () => unsummedDays,
    async repair(onDay) {
      const days = await store.read(`
SELECT toString(day) AS day FROM (
  SELECT day, sum(cityHash64(delivery_hash, counted)) AS told, sumIf(delivery_hash, counted = 1) AS counted_told,
    0 AS summed, 0 AS counted_summed
  FROM events GROUP BY day
  UNION ALL
  SELECT day, 0, 0, sum(checksum), 0 FROM deliveries GROUP BY day
  UNION ALL
  SELECT day, 0, 0, 0, sum(checksum) FROM activity GROUP BY day
) GROUP BY day HAVING sum(told) != sum(summed) OR sum(counted_told) != sum(counted_summed) ORDER BY day`);
      // One statement a day: what it sums must fit into memory.
      unsummedDays = days.length;
      for (const row of days) {
        await sum(`day = '${String(row['day'])}'`);
        unsummedDays--;
        onDay?.();
      }
      if (days.length > daysToMergeAfter) await merge(store);
      return days.length;
    },
  };
}

/** One part for each month: without rows to be replaced, reading costs half. Takes seconds where the sums took minutes. */
async function merge(store: Pick<Store, 'command'>): Promise<void> {
  for (const { name } of rollups) {
    await store.command(`OPTIMIZE TABLE ${name}_rows FINAL SETTINGS optimize_skip_merged_partitions = 1`);
  }
}

function conditionOf(buckets: readonly Bucket[]): string {
  const days = [...new Set(buckets.map((bucket) => `'${bucket.day}'`))];
  const threads = [...new Set(buckets.map((bucket) => quote(bucket.threadId)))];
  return `day IN (${days.join(', ')}) AND thread_id IN (${threads.join(', ')})`;
}

/** A text of a statement. Ids come from outside: everything that could end the text is escaped. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
