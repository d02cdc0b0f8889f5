import { describe, expect, it } from 'vitest';

import { createProgressLine } from './progress-line.js';

function drawn(bytesDone: number, bytesTotal: number, elapsedMs: number): string {
  let text = '';
  let nowMs = 1_000_000;
  const line = createProgressLine(
    (written) => void (text = written),
    () => nowMs,
  );
  nowMs += elapsedMs;
  line.show({ bytesDone, bytesTotal, filesDone: 1204, filesTotal: 2000, events: 90_211 });
  return text.replace('\r\u001b[2K', '');
}

describe('the line that an import draws', () => {
  it('says how far it is, how fast it goes and how long it will take', () => {
    expect(drawn(600e6, 1000e6, 6000)).toBe(
      '1,204 of 2,000 files · 600 of 1,000 MB · 100 MB/s · 4 s left · 90,211 events',
    );
    expect(drawn(6e6, 1000e6, 2000)).toBe(
      '1,204 of 2,000 files · 6 of 1,000 MB · 3.0 MB/s · 6 min left · 90,211 events',
    );
  });

  it('leaves out what is not measured', () => {
    expect(drawn(0, 0, 1000)).toBe('1,204 of 2,000 files');
  });

  it('is not drawn more often than ten times a second, nor where nobody looks', () => {
    let drawnTimes = 0;
    let nowMs = 1_000_000;
    const line = createProgressLine(
      () => void drawnTimes++,
      () => nowMs,
    );
    const progress = { bytesDone: 1, bytesTotal: 2, filesDone: 1, filesTotal: 2, events: 0 };
    for (let i = 0; i < 20; i++) {
      line.show(progress);
      nowMs += 10;
    }
    expect(drawnTimes).toBe(2);
    expect(() => createProgressLine(null, () => nowMs).show(progress)).not.toThrow();
  });
});
