// What delivery costs, and what it loses, against the clients that people use.
import type { BenchResult } from './bench-result.js';
import { measureCost } from './delivery/cost.js';
import { measureLosses } from './delivery/losses.js';

const long = process.env['TACHO_LONG'] === '1';

/** Runs it: about a quarter of an hour; half an hour with TACHO_LONG=1. */
export async function run(): Promise<readonly BenchResult[]> {
  const cost = await measureCost(
    long ? { rounds: 5, seconds: 10, warmUpSeconds: 10 } : { rounds: 3, seconds: 4, warmUpSeconds: 8 },
  );
  return [...cost, ...(await measureLosses(long ? 15 : 3))];
}
