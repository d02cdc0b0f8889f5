/** The system's code of a failure (`ENOSPC`, `ECONNREFUSED`); never its message, which holds paths and addresses. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
