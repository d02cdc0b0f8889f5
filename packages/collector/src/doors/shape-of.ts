/** The shape of a value that nobody has described: type and length, never the value. Truth values and null hide nothing. */
export function shapeOf(value: unknown, depth = 6): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'string') return { type: 'string', length: value.length };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  if (Array.isArray(value)) return { type: 'array', length: value.length };
  if (typeof value !== 'object') return { type: typeof value };
  const entries = Object.entries(value);
  if (depth === 0) return { type: 'object', length: entries.length };
  return Object.fromEntries(entries.slice(0, 200).map(([key, inner]) => [safeKey(key), shapeOf(inner, depth - 1)]));
}

/** Keys are names of fields; one that does not look like a name may be content. */
function safeKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(key) ? key : `key of ${key.length}`;
}
