/** Where a command writes, so that a test can look at it. Nothing else in this package touches `process.stdout`. */
export interface Terminal {
  /** Answers: what a script would read. */
  readonly out: (text: string) => void;
  /** Everything said about the work: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Width of stdout in columns; null when it is not a terminal. */
  readonly columns: number | null;
  /** Whether escape sequences are welcome on stdout. */
  readonly color: boolean;
}

/** The terminal of this process. */
export function processTerminal(noColor: boolean): Terminal {
  const { stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.isTTY ? stdout.columns : null,
    color: stdout.isTTY === true && !noColor,
  };
}

/** A reader that went away (`tacho report | head`) is no failure: stop quietly. */
export function endOnClosedPipe(): void {
  if (!process.stdout.listeners('error').includes(endOnEpipe)) process.stdout.on('error', endOnEpipe);
}

function endOnEpipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
