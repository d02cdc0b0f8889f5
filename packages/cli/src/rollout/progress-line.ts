import type { ImportProgress } from '@tachograph/client/rollout/history';

/** Draws one line that says how far an import is, how fast it goes and how long it will take; nothing where nobody looks. */
export interface ProgressLine {
  readonly show: (progress: ImportProgress) => void;
  readonly clear: () => void;
}

/** Not more often than this: a terminal is slow. */
const intervalMs = 100;

/** A line on a terminal (`write`), or null for none. */
export function createProgressLine(write: ((text: string) => void) | null, nowMs: () => number): ProgressLine {
  const startedAtMs = nowMs();
  let shownAtMs = 0;
  return {
    show(progress) {
      const at = nowMs();
      if (write === null || at - shownAtMs < intervalMs) return;
      shownAtMs = at;
      write(`\r\u001b[2K${progressText(progress, at - startedAtMs)}`);
    },
    clear() {
      if (write !== null && shownAtMs > 0) write('\r\u001b[2K');
    },
  };
}

/** `1,204 of 2,000 files · 612 of 1,024 MB · 85 MB/s · 5 s left · 90,211 events`; without what is not measured. */
function progressText(progress: ImportProgress, elapsedMs: number): string {
  const files = `${count(progress.filesDone)} of ${count(progress.filesTotal)} files`;
  if (progress.bytesTotal === 0) return files;
  const rate = elapsedMs > 0 ? (progress.bytesDone / elapsedMs) * 1000 : 0;
  const leftS = rate > 0 ? Math.ceil((progress.bytesTotal - progress.bytesDone) / rate) : null;
  const parts = [
    files,
    `${megabytes(progress.bytesDone)} of ${megabytes(progress.bytesTotal)} MB`,
    ...(rate > 0 ? [`${rate < 10e6 ? (rate / 1e6).toFixed(1) : megabytes(rate)} MB/s`] : []),
    ...(leftS === null ? [] : [leftS >= 120 ? `${Math.ceil(leftS / 60)} min left` : `${leftS} s left`]),
    `${count(progress.events)} events`,
  ];
  return parts.join(' · ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return count(Math.round(bytes / 1e6));
}
