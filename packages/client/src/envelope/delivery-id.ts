/**
 * The id of an event from a live source: the spool instance that accepted it and its number there. Never reused, since
 * an instance is one process's life.
 */
export function liveDeliveryId(instance: string, sequence: number): string {
  return `${instance}.${sequence}`;
}

/**
 * The id of an event read from a session log: the session, the byte offset (in the uncompressed text) of the line that
 * completed the event, and the event's number among those of that line. Importing twice gives the same id.
 */
export function rolloutDeliveryId(sessionId: string, byteOffset: number, index: number): string {
  return `r.${sessionId}.${byteOffset}.${index}`;
}
