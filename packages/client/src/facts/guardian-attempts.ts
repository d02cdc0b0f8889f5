/** Errors of the provider that pass, as the server words them: a limit of tries, its own troubles, too much to do. */
const passing =
  /^(?:exceeded retry limit|We.re currently experiencing|unexpected status 5\d\d|Selected model is at capacity)/;

/**
 * Whether an automatic review that failed is tried again, by versions that try more than once: an answer that is no verdict, and
 * an error that may pass. What the request itself is to blame for, a cut stream, and an answer without a text are not.
 */
export function isReviewTriedAgain(failureReason: string | null, message: string): boolean {
  if (failureReason === 'parse_error') return true;
  return failureReason === 'session_error' && passing.test(message);
}
