/** One measured figure of `docs/benchmarks.md`. */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** As it is written: `≤ 0.4`, `≥ 1,000,000`; null where the figure is there for comparison only. */
  readonly goal: string | null;
  /** How it was measured, or what bounds it. */
  readonly note: string;
}

/** Median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Whether a value reaches its goal; null without one that can be read. */
export function reaches({ value, goal }: Pick<BenchResult, 'value' | 'goal'>): boolean | null {
  const match = /^([≤≥])\s*([\d.,]+)/.exec(goal ?? '');
  if (match === null) return null;
  const bound = Number(match[2]!.replaceAll(',', ''));
  return match[1] === '≤' ? value <= bound : value >= bound;
}
