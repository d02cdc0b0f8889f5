import { describe, expect, test } from 'vitest';

import { byAge, instanceName, parseSegmentFileName, pidOf, segmentFileName } from './segment-name.js';

describe('names in a spool', () => {
  test('say machine, process, start and number', () => {
    const instance = instanceName('A1B2-c3d4-eeee', 77, Date.UTC(2026, 10, 20), () => 0.5);
    expect(instance).toMatch(/^a1b2c3d4-77-[a-z0-9]+$/);
    const name = { instance, number: 12 };
    expect(parseSegmentFileName(segmentFileName(name))).toEqual(name);
    expect(pidOf(instance)).toBe(77);
  });

  test('differ between two lives with the same pid and the same clock', () => {
    const [a, b] = [0.1, 0.2].map((random) => instanceName('m', 1, 1_000, () => random));
    expect(a).not.toBe(b);
  });

  test('other files are none', () => {
    for (const file of ['cursor.json', 'a-1-b-1.seg.bad', 'a-1-b-1.seg.sent', 'a-1-b.seg', '../a-1-b-1.seg']) {
      expect(parseSegmentFileName(file)).toBeNull();
    }
  });

  test('are ordered by start, then number', () => {
    const older = { instance: instanceName('z', 9, 1_000, () => 0), number: 3 };
    const newer = { instance: instanceName('a', 1, 2_000, () => 0), number: 1 };
    expect([{ ...newer, number: 10 }, newer, older].sort(byAge)).toEqual([older, newer, { ...newer, number: 10 }]);
  });
});
