/** Unix seconds inside a UUIDv7 (its first 48 bits are milliseconds); 0 for an id that is none. */
export function uuidTimeSeconds(id: string): number {
  const digits = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(id);
  return digits === null ? 0 : Math.floor(Number.parseInt(`${digits[1]}${digits[2]}`, 16) / 1000);
}
