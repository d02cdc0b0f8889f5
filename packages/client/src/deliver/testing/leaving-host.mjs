// A host that tracks a little and comes to its end while a request hangs. Run with the built package.
// Arguments: the built entry of delivery, the folder, the receiver, what hangs: `answer` or `connection`.
const [entry, directory, url, hangs] = process.argv.slice(2);
const { openDelivery, parseTarget } = await import(entry);

const delivery = await openDelivery({
  directory,
  target: parseTarget(url),
  source: 'library',
  sourceVersion: '1',
  machineId: 'machine1',
  privacy: 'wire',
  disabled: false,
  // Longer than any test: nothing but the end of the host may end the request.
  limits: { requestTimeoutMs: 3_600_000, flushIntervalMs: 1, pollIntervalMs: 1 },
});
for (let n = 0; n < 100; n++) {
  delivery.track({ event: { event_type: 'codex_test', event_params: { n } }, occurredAtMs: Date.now() });
}
if (hangs === 'connection') {
  while (!process.getActiveResourcesInfo().includes('ConnectWrap')) await new Promise(setImmediate);
} else {
  await delivery.flush(50);
}
process.stdout.write('end');
