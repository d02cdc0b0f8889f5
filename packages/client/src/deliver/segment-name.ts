/**
 * Names in a spool. An instance is one process's life as a writer: `<machine>-<pid>-<start>`, where `start` is the
 * moment in base 36 with four random characters, since a container starts with the same pid and perhaps the same clock.
 * Its segments are `<instance>-<n>.seg`; whoever bears the name owns the file.
 */
export interface SegmentName {
  readonly instance: string;
  readonly number: number;
}

const pattern = /^(?<instance>[a-z0-9]{1,12}-\d+-[a-z0-9]+)-(?<number>\d+)\.seg$/;

/** The instance of this process for a spool opened now; `random` gives numbers from 0 to 1. */
export function instanceName(machineId: string, pid: number, startMs: number, random: () => number): string {
  const machine =
    machineId
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, 8) || 'unknown';
  const tail = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${machine}-${pid}-${startMs.toString(36).padStart(9, '0')}${tail}`;
}

/** `INSTANCE-NUMBER.seg`; {@link parseSegmentFileName} reads it back. */
export function segmentFileName(name: SegmentName): string {
  return `${name.instance}-${name.number}.seg`;
}

/** The parts of a segment's file name; null for any other file. */
export function parseSegmentFileName(fileName: string): SegmentName | null {
  const groups = pattern.exec(fileName)?.groups;
  if (groups?.['instance'] === undefined) return null;
  return { instance: groups['instance'], number: Number(groups['number']) };
}

/** The process of an instance, by the number that its own system gave it. */
export function pidOf(instance: string): number {
  return Number(instance.split('-')[1]);
}

/** Oldest first: by the start of the instance, then by number. Clocks that step only change the order between processes. */
export function byAge(a: SegmentName, b: SegmentName): number {
  return (
    startOf(a).localeCompare(startOf(b), 'en') || a.instance.localeCompare(b.instance, 'en') || a.number - b.number
  );
}

function startOf(name: SegmentName): string {
  return name.instance.split('-')[2] ?? '';
}
