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
  // What is a pipe stops blocking when it is first looked at, for all who have it. The standard error is looked at now, before
  // a tap hands it to its agent, which makes it block again; the standard output when it is needed, which a tap never does.
  const { stderr } = process;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void stderr.write(text),
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : null;
    },
    get color() {
      return process.stdout.isTTY === true && !noColor;
    },
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
