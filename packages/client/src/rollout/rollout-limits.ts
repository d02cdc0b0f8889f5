/** Bounds of reading session logs, each with its reason. */
export const rolloutLimits = {
  /**
   * Longest line that is read. The longest genuine ones hold an image as text (a few MB); beyond this a line is skipped,
   * so that memory is bounded by lines and never by files.
   */
  lineBytesMax: 16 * 1024 * 1024,
  /** What is asked of the disk at once; larger gains nothing measurable, smaller costs calls. */
  chunkBytes: 1024 * 1024,
  /** Depth of folders below a root; real trees have three (year, month, day). */
  directoryDepthMax: 16,
  /** Reasons kept word by word in a summary; what is beyond is counted. */
  skippedListMax: 200,
  /** The first line of a file is looked for in this many bytes: it holds the whole base instructions. */
  firstLineBytesMax: 4 * 1024 * 1024,
  /** Bytes before a checkpoint that are compared, to see that a grown file is still the same one. */
  checkpointTailBytes: 64,
} as const;
