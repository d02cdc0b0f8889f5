/** One line of a recording. */
export interface RecordedLine {
  readonly dir: 'c2s' | 's2c';
  readonly conn?: number;
  readonly t: number;
  readonly m: unknown;
}

/**
 * A recording as it never was: messages dropped, doubled, swapped, cut off, and values of wrong types. About one message in
 * twelve is touched.
 */
export function mutated(lines: readonly RecordedLine[], seed: number): readonly RecordedLine[] {
  const choose = chooser(seed);
  const out: RecordedLine[] = [];
  for (const line of lines) {
    switch (choose(60)) {
      case 0:
        break;
      case 1:
        out.push(line, line);
        break;
      case 2:
        out.splice(Math.max(0, out.length - 1 - choose(5)), 0, line);
        break;
      case 3:
      case 4:
        out.push({ ...line, m: withOddValue(line.m, choose) });
        break;
      case 5:
        out.push({ ...line, conn: choose(3) });
        break;
      default:
        out.push(line);
    }
  }
  return choose(4) === 0 ? out.slice(0, choose(out.length + 1)) : out;
}

const oddValues: readonly unknown[] = [
  null,
  undefined,
  -1,
  1.5,
  '',
  'x'.repeat(3000),
  [],
  {},
  true,
  [[]],
  { type: 'x' },
  1e300,
];

/** A copy in which one value, somewhere, is another. */
function withOddValue(value: unknown, choose: (below: number) => number): unknown {
  if (typeof value !== 'object' || value === null || choose(5) === 0) return oddValues[choose(oddValues.length)];
  const keys = Object.keys(value);
  if (keys.length === 0) return oddValues[choose(oddValues.length)];
  const key = keys[choose(keys.length)]!;
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  const odd = withOddValue(inner, choose);
  return Array.isArray(value) ? value.with(Number(key), odd) : { ...value, [key]: odd };
}

/** The same choices for the same seed (mulberry32). */
export function chooser(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
