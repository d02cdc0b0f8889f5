/**
 * State as text. Both the traffic source and the reducer keep plain data in maps, so that what is open can be written down
 * between two messages and read by a later process.
 */

/** Text of a state; `form` tells which build of which machine it belongs to. */
export function packState(form: string, state: object): string {
  return JSON.stringify({ form, state: packed(state) });
}

/** Reads such a text; throws when it is of another form, since going on from nothing would tell half a story. */
export function unpackState(form: string, saved: string): object {
  const read: unknown = JSON.parse(saved);
  if (typeof read !== 'object' || read === null || !('form' in read) || !('state' in read) || read.form !== form) {
    throw new RangeError(`the saved state is not of the form ${form}`);
  }
  const state = unpacked(read.state);
  if (typeof state !== 'object' || state === null) throw new RangeError('the saved state is damaged');
  return state;
}

const mapKey = '$map';

function packed(value: unknown): unknown {
  if (value instanceof Map) return { [mapKey]: [...value].map(([key, entry]) => [key, packed(entry)]) };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, packed(entry)]));
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  if (mapKey in value && Array.isArray(value[mapKey])) {
    return new Map(value[mapKey].map(([key, entry]: [unknown, unknown]) => [key, unpacked(entry)]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpacked(entry)]));
}
