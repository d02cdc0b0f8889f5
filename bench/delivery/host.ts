// A program with one client in it: `node host.js '{"client":…}'`. Sends events and says on standard output what it cost.
import { openSync, writeSync } from 'node:fs';

import { openClient, type ClientName } from './clients.js';
import { numberedEvents } from './recorded-events.js';

/** What a host is told. */
export interface HostPlan {
  readonly client: ClientName;
  readonly url: string;
  readonly gzip: boolean;
  readonly equalSettings: boolean;
  readonly directory: string;
  /** Events before those that are measured; they have no place in the count of losses. */
  readonly warmUp: number;
  readonly count: number;
  /** 0: all at once. */
  readonly perSecond: number;
  readonly flushMs: number;
}

/** What it says at its end. */
export interface HostReport {
  /** CPU of the whole process from the first measured event to the last answer. */
  readonly cpuUsPerEvent: number;
  readonly rssMb: number;
}

const plan = JSON.parse(process.argv[2] ?? '{}') as HostPlan;
const tickMs = 10;
const client = await openClient(plan.client, plan);
/** How many events `send` has returned from: written so that a kill does not take it away. */
const sentFile = openSync(`${plan.directory}/sent`, 'a+');

if (plan.warmUp > 0) {
  await send(numberedEvents(1_000_000_000, plan.warmUp), plan.perSecond);
  await pause(1000);
}
const events = numberedEvents(0, plan.count);
// The events were made before, so what their making left behind is cleared before, too.
globalThis.gc?.();
const before = process.cpuUsage();
await send(events, plan.perSecond, () => plan.warmUp === 0 && writeSync(sentFile, '.'));
await client.flush(plan.flushMs);
const { user, system } = process.cpuUsage(before);
const report: HostReport = {
  cpuUsPerEvent: (user + system) / plan.count,
  rssMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

async function send(
  list: ReturnType<typeof numberedEvents>,
  perSecond: number,
  sent: () => unknown = () => {},
): Promise<void> {
  const begun = performance.now();
  let next = 0;
  while (next < list.length) {
    const due = perSecond === 0 ? list.length : Math.ceil(((performance.now() - begun) / 1000) * perSecond);
    for (; next < Math.min(due, list.length); next++) {
      client.send(list[next]!);
      sent();
    }
    if (next < list.length) await pause(tickMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
