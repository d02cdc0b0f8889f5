/** What every command ends with; scripts rely on it. The tap alone ends with the code of the agent. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** An option or argument that cannot be understood. */
  wrongUse: 2,
  /** Something was skipped; the command has said what. */
  partlyDone: 3,
} as const;

/** One of {@link exitCodes}, or what a tapped program ended with. */
export type ExitCode = number;
