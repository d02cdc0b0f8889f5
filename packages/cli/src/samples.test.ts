import { describe, expect, it } from 'vitest';

import { moveInTime, occurredAtMs, readSamples } from './samples.js';

const dayMs = 86_400_000;

describe('samples', () => {
  it('move milliseconds, seconds and the time inside of ids by the same span', () => {
    const line =
      '{"envelope":{"occurred_at_ms":1795168672430},"event":{"event_params":{"thread_id":"01a1f864-1a67-77d0-a1bd-67736fd81d71","created_at":1795168672,"completed_at":0,"duration_ms":12}}}';
    const moved = moveInTime(line, dayMs);
    const idMs = 0x01a1f8641a67 + dayMs;
    expect(JSON.parse(moved)).toEqual({
      envelope: { occurred_at_ms: 1795168672430 + dayMs },
      event: {
        event_params: {
          thread_id: `0${idMs.toString(16).slice(0, 7)}-${idMs.toString(16).slice(7)}-77d0-a1bd-67736fd81d71`,
          created_at: 1795168672 + dayMs / 1000,
          completed_at: 0,
          duration_ms: 12,
        },
      },
    });
    expect(moveInTime(moved, -dayMs)).toBe(line);
  });

  it('end an hour before now, are all marked, and have an id each', async () => {
    const nowMs = Date.UTC(2030, 0, 31, 12);
    const lines = await readSamples(nowMs);
    const last = Math.max(...lines.map(occurredAtMs));
    expect(nowMs - last).toBeGreaterThanOrEqual(3_600_000);
    expect(nowMs - last).toBeLessThan(3_602_000);
    const envelopes = lines.map((line): { delivery_id: string; sample: boolean } => JSON.parse(line).envelope);
    expect(envelopes.every((envelope) => envelope.sample)).toBe(true);
    expect(new Set(envelopes.map((envelope) => envelope.delivery_id)).size).toBe(lines.length);
  });
});
