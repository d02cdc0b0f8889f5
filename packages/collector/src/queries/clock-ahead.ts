/** A clock may be this far ahead before it is worth a word. */
export const clockAheadMinutesMax = 5;

/** SQL: whether an event happened after it arrived: the clock of its machine is wrong. */
export const clockIsAhead = `occurred_at > received_at + INTERVAL ${clockAheadMinutesMax} MINUTE`;
