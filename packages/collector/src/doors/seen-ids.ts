/**
 * Ids that were seen. Those of live sources are an instance and a running number (`<instance>.<n>`), so what was seen of an
 * instance is a range or a few: a hundred thousand of them cost no more memory, and no more garbage, than one. Others are
 * kept as they are.
 */
export class SeenIds {
  readonly #numbers = new Map<string, NumberRanges>();
  readonly #others = new Set<string>();
  /** The instance that was asked for last: bodies come from one. */
  #lastStem = '';
  #lastRanges: NumberRanges | null = null;
  #entries = 0;

  /** What the memory follows: instances, ranges and other ids. */
  get entries(): number {
    return this.#entries;
  }

  has(id: string): boolean {
    const at = startOfNumber(id);
    if (at === -1) return this.#others.has(id);
    return this.#rangesAt(id, at)?.has(numberAt(id, at)) === true;
  }

  add(id: string): void {
    const at = startOfNumber(id);
    if (at === -1) {
      this.#addOther(id);
      return;
    }
    const number = numberAt(id, at);
    const ranges = this.#rangesAt(id, at) ?? this.#begin(id.slice(0, at));
    this.#entries += ranges.add(number, number);
  }

  /** Adds all that another has. */
  addAll(other: SeenIds): void {
    for (const [stem, ranges] of other.#numbers) {
      const own = this.#rangesAt(stem, stem.length) ?? this.#begin(stem);
      ranges.forEach((from, to) => {
        this.#entries += own.add(from, to);
      });
    }
    for (const id of other.#others) this.#addOther(id);
  }

  #addOther(id: string): void {
    const before = this.#others.size;
    this.#others.add(id);
    this.#entries += this.#others.size - before;
  }

  #rangesAt(id: string, at: number): NumberRanges | null {
    if (at === this.#lastStem.length && id.startsWith(this.#lastStem)) return this.#lastRanges;
    const stem = id.slice(0, at);
    return this.#remember(stem, this.#numbers.get(stem) ?? null);
  }

  #begin(stem: string): NumberRanges {
    // A copy of its own: a slice would keep the whole id, and with it perhaps a whole line.
    const own = Buffer.from(stem, 'utf8').toString('utf8');
    const ranges = new NumberRanges();
    this.#numbers.set(own, ranges);
    this.#entries++;
    this.#remember(own, ranges);
    return ranges;
  }

  #remember(stem: string, ranges: NumberRanges | null): NumberRanges | null {
    this.#lastStem = stem;
    this.#lastRanges = ranges;
    return ranges;
  }
}

/** Ranges of one instance. More: the lowest is forgotten, which only makes a resend be written again. */
const rangesMax = 1024;

/** Whole numbers as ranges, ascending, that neither meet nor touch. */
class NumberRanges {
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  has(number: number): boolean {
    const at = this.#firstEndingAt(number);
    return at < this.#to.length && this.#from[at]! <= number;
  }

  /** Adds a range; gives by how many there are more or fewer. */
  add(from: number, to: number): number {
    const before = this.#to.length;
    // What it meets or touches becomes one with it.
    const first = this.#firstEndingAt(from - 1);
    let behind = first;
    let [low, high] = [from, to];
    while (behind < before && this.#from[behind]! <= to + 1) {
      low = Math.min(low, this.#from[behind]!);
      high = Math.max(high, this.#to[behind]!);
      behind++;
    }
    if (behind - first === 1) {
      this.#from[first] = low;
      this.#to[first] = high;
    } else {
      this.#from.splice(first, behind - first, low);
      this.#to.splice(first, behind - first, high);
    }
    if (this.#to.length > rangesMax) {
      this.#from.shift();
      this.#to.shift();
    }
    return this.#to.length - before;
  }

  forEach(each: (from: number, to: number) => void): void {
    for (let at = 0; at < this.#to.length; at++) each(this.#from[at]!, this.#to[at]!);
  }

  /** Place of the first range that ends at `number` or behind it. Numbers run, so the last one is looked at first. */
  #firstEndingAt(number: number): number {
    let high = this.#to.length;
    if (high === 0 || this.#to[high - 1]! < number) return high;
    if (high === 1 || this.#to[high - 2]! < number) return high - 1;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#to[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const zero = 48;
const nine = 57;
/** So many digits are a number that is exact. */
const digitsMax = 15;

/**
 * Where the running number of an id begins, without zeros before it, so that no two ids share instance and number; -1 when
 * the id has no such form. Only one dot: ids of session logs have more, and hardly two of them share what stands before the last.
 */
function startOfNumber(id: string): number {
  const dot = id.indexOf('.');
  if (dot === -1 || dot === id.length - 1 || id.length - dot - 1 > digitsMax) return -1;
  for (let at = dot + 1; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < zero || code > nine) return -1;
  }
  let start = dot + 1;
  while (start < id.length - 1 && id.charCodeAt(start) === zero) start++;
  return start;
}

function numberAt(id: string, start: number): number {
  let number = 0;
  for (let at = start; at < id.length; at++) number = number * 10 + id.charCodeAt(at) - zero;
  return number;
}
