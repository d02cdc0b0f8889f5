import { SegmentReader, type SegmentReaderOptions } from './segment-reader.js';

/** One record of a segment, on a way through all of it. */
export interface ScannedRecord {
  readonly line: Buffer;
  readonly offset: number;
  readonly end: number;
  readonly gap: boolean;
}

/** What a way through a segment found. */
export interface SegmentScan {
  readonly records: number;
  /** Bytes of the records' lines. */
  readonly lineBytes: number;
  readonly sealed: boolean;
  /** Places where bytes are no frames but whole frames follow. */
  readonly damaged: number;
  /** End of the last whole frame. */
  readonly validEnd: number;
}

/** Goes through the records from `offset` on. Reads in chunks and gives way to others between them. */
export async function scanSegment(
  options: SegmentReaderOptions,
  offset: number,
  fileBytes: number,
  onRecord: (record: ScannedRecord) => void = () => {},
): Promise<SegmentScan> {
  const reader = new SegmentReader(options);
  try {
    return await scan(reader, offset, fileBytes, onRecord);
  } finally {
    await reader.close();
  }
}

async function scan(
  reader: SegmentReader,
  offset: number,
  fileBytes: number,
  onRecord: (record: ScannedRecord) => void,
): Promise<SegmentScan> {
  let at = offset;
  let [records, lineBytes, damaged] = [0, 0, 0];
  for (;;) {
    const step = reader.recordInMemory(at) ?? (await reader.step(at, fileBytes));
    if (step.kind === 'record') {
      onRecord({ line: step.line, offset: at, end: step.end, gap: step.gap });
      records++;
      lineBytes += step.line.length;
      at = step.end;
    } else if (step.kind === 'damaged' && step.resumeAt !== null) {
      damaged++;
      at = step.resumeAt;
    } else {
      const sealed = step.kind === 'sealed';
      return { records, lineBytes, sealed, damaged, validEnd: sealed ? step.end : at };
    }
  }
}
