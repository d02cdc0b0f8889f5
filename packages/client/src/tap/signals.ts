/** What asks a program to end or to do something, and what a pass-through therefore passes on. */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const satisfies readonly NodeJS.Signals[];

/**
 * Passes the signals of this process on, until the returned function is called. The agent stays in our process group, so
 * that whoever kills the group reaches it; a Ctrl-C in a terminal therefore reaches it twice.
 */
export function passSignalsOn(receive: (signal: NodeJS.Signals) => void): () => void {
  const installed = passedOn.flatMap((signal) => {
    const listener = (): void => receive(signal);
    try {
      process.on(signal, listener);
      return [{ signal, listener }];
    } catch {
      // Not every platform knows every signal.
      return [];
    }
  });
  return () => {
    for (const { signal, listener } of installed) process.off(signal, listener);
  };
}
