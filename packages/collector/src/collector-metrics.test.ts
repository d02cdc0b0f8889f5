import { join } from 'node:path';

import { openDelivery, parseTarget, systemClock } from '@tachograph/client/deliver';
import { describe, expect, test } from 'vitest';

import { startCollector } from './collector.js';
import { bodyOf, threadA } from './testing/lines.js';
import { getFrom, postTo } from './testing/running-collector.js';
import { scratchFolder } from './testing/scratch.js';

const nowMs = Date.UTC(2026, 10, 20, 12);

describe('what waits to be delivered', () => {
  test('at sources is told by how late their last events came', async () => {
    const collector = await startCollector({ dataDir: scratchFolder(), port: 0, clock: () => nowMs });
    try {
      const late = { observed_at_ms: nowMs - 90_000, machine_id: 'a' };
      const soon = { observed_at_ms: nowMs - 500, machine_id: 'b' };
      expect(await postTo(collector, bodyOf([{ id: 'a.1', envelope: late }]))).toBe(true);
      expect(await postTo(collector, bodyOf([{ id: 'b.1', envelope: soon }]))).toBe(true);
      expect(await (await getFrom(collector, '/api/status')).json()).toMatchObject({
        sources: [{ source: 'tap', machines: 2, lastReceivedAtMs: nowMs, oldestAgeMs: 90_000 }],
      });
      const metrics = await (await getFrom(collector, '/metrics')).text();
      expect(metrics).toContain('tacho_source_oldest_age_seconds{source="tap"} 90\n');
      expect(metrics).toContain(`tacho_source_last_received_timestamp_seconds{source="tap"} ${nowMs / 1000}\n`);
    } finally {
      await collector.close();
    }
  });

  test('on this machine is told from its spools, with what became of the rest', async () => {
    const dataDir = scratchFolder();
    const delivery = await openDelivery({
      directory: join(dataDir, 'spool'),
      target: parseTarget('http://127.0.0.1:1'),
      source: 'library',
      sourceVersion: '0',
      machineId: 'a',
      privacy: 'wire',
      disabled: false,
      clock: { ...systemClock, now: () => nowMs - 30_000 },
    });
    const event = { event_type: 'codex_hook_run', event_params: { thread_id: threadA } };
    for (let at = 0; at < 3; at++) delivery.track({ event, occurredAtMs: nowMs - 30_000 });
    await delivery.durable();
    const collector = await startCollector({ dataDir, port: 0, clock: () => nowMs });
    try {
      const metrics = await (await getFrom(collector, '/metrics')).text();
      expect(metrics).toMatch(/^tacho_spool_queued_events\{spool="collector-[^"]+"\} 3$/m);
      expect(metrics).toMatch(/^tacho_spool_oldest_age_seconds\{spool="collector-[^"]+"\} 30$/m);
      for (const name of ['sent', 'refused', 'dropped']) {
        expect(metrics).toMatch(new RegExp(`^tacho_spool_${name}_total\\{spool="[^"]+"\\} 0$`, 'm'));
      }
      expect(metrics).toMatch(/^tacho_spool_retried_total/m);
    } finally {
      await collector.close();
      await delivery.close(0);
    }
  });
});
