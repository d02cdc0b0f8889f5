// What delivery costs, and what it loses, against the clients that people use.
import type { BenchResult } from './bench-result.js';
import { measureCost } from './delivery/cost.js';
import { measureLosses } from './delivery/losses.js';

const long = process.env['TACHO_LONG'] === '1';

/** Runs it: about five minutes; half an hour with TACHO_LONG=1. */
export async function run(): Promise<readonly BenchResult[]> {
  const cost = await measureCost(long ? { rounds: 7, count: 80_000 } : { rounds: 3, count: 16_000 });
  return [...cost, ...(await measureLosses(long ? 15 : 3))];
}
