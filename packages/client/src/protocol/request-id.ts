/** Id of a request. An integer and a string are different ids, even where they look alike. */
export type RequestId = string | number;

/** A key for maps that keeps integers and strings apart. */
export function requestIdKey(id: RequestId): string {
  return typeof id === 'string' ? `s${id}` : `i${id}`;
}
