// A host that tracks events as fast as it can until it is killed. Run with the built package.
// Arguments: the built entry of delivery, the folder, the receiver, the number of this run. Says on the standard output,
// without a buffer, the number of each event once `track` has returned.
import { writeSync } from 'node:fs';

const [entry, directory, url, run] = process.argv.slice(2);
const { openDelivery, parseTarget } = await import(entry);

const delivery = await openDelivery({
  directory,
  target: parseTarget(url),
  source: 'library',
  sourceVersion: '1',
  machineId: 'machine1',
  privacy: 'wire',
  disabled: false,
  // Small, so that segments end, are sent and are finished within the life of a host.
  limits: { segmentBytesMax: 20_000, batchEventsMax: 40, flushIntervalMs: 1, pollIntervalMs: 5, adoptIntervalMs: 5 },
});

// An interval keeps this host alive; delivery does not.
setInterval(() => {}, 1000);
for (let n = 0; ; n++) {
  const event = { event_type: 'codex_test', event_params: { run: Number(run), n, filler: 'x'.repeat(n % 300) } };
  if (delivery.track({ event, occurredAtMs: Date.now() }) === 'spooled') writeSync(1, `${n}\n`);
  if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
