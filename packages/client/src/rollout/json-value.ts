/** Reading of values whose shape is not known: each function gives null where the value is not what is asked for. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a text holds; null when it holds anything else. */
export function parseObject(text: string): JsonObject | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** An object, and no array. */
export function objectOf(value: unknown): JsonObject | null {
  // checked just before: an object that is no array may be read by key
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A text. */
export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A number that is finite. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An array; for anything else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Milliseconds of an ISO time; null when it is none. */
export function timeOf(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
