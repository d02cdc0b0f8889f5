/** Marks that are kept; with more of them, every second one is forgotten. */
const marksMax = 512;

/** Marks are at least so far apart at first: no age needs to be truer than that. */
const firstSpacingMs = 500;

/** When records were written, roughly, for the age of the oldest that waits. Bounded, however long nothing is sent. */
export class WrittenAt {
  #spacingMs = firstSpacingMs;
  /** Oldest first: from this record on they were written then, or later. */
  #marks: { readonly record: number; readonly atMs: number }[] = [];

  /** The next record, which comes after `record` others, is written now. */
  note(record: number, atMs: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && Math.abs(atMs - last.atMs) < this.#spacingMs) return;
    this.#marks.push({ record, atMs });
    if (this.#marks.length <= marksMax) return;
    this.#marks = this.#marks.filter((_, i) => i % 2 === 0);
    this.#spacingMs *= 2;
  }

  /** When the record that comes after `settled` others was written; forgets those before. */
  after(settled: number): number | null {
    const later = this.#marks.findIndex(({ record }) => record > settled);
    this.#marks.splice(0, (later < 0 ? this.#marks.length : later) - 1);
    return this.#marks[0]?.atMs ?? null;
  }
}
