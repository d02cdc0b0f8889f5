/** A name of the wire as words: `approved_for_session` → "approved for session"; empty becomes a stand-in. */
export function words(name: unknown, empty = 'not told'): string {
  if (typeof name !== 'string' || name === '') return empty;
  return name.replaceAll('_', ' ');
}
