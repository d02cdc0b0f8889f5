// A program with one client in it: `node host.js '{"client":…}'`. Sends events and says on standard output what it cost.
import { openSync, writeSync } from 'node:fs';

import { openClient, type ClientName } from './clients.js';
import { numberedEvents, uncounted } from './recorded-events.js';

/** What a host is told. */
export interface HostPlan {
  readonly client: ClientName;
  readonly url: string;
  readonly gzip: boolean;
  readonly equalSettings: boolean;
  readonly directory: string;
  /** Events before those that are measured. With any, the same few hundred events are sent again and again: what they are made of costs nothing then. */
  readonly warmUp: number;
  readonly count: number;
  /** 0: all at once. */
  readonly perSecond: number;
  readonly flushMs: number;
  /** How long the program goes on afterwards, with nothing of its own to send. */
  readonly idleMs: number;
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

const measured = plan.warmUp > 0;
const events = numberedEvents(measured ? uncounted : 0, measured ? 200 : plan.count);
if (measured) {
  await send(plan.warmUp);
  await pause(1000);
  globalThis.gc?.();
}
const before = process.cpuUsage();
await send(plan.count, () => measured || writeSync(sentFile, '.'));
await client.flush(plan.flushMs);
if (plan.idleMs > 0) await pause(plan.idleMs);
const { user, system } = process.cpuUsage(before);
const report: HostReport = {
  cpuUsPerEvent: (user + system) / plan.count,
  rssMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

async function send(count: number, sent: () => unknown = () => {}): Promise<void> {
  const begun = performance.now();
  let next = 0;
  while (next < count) {
    const due = plan.perSecond === 0 ? count : Math.ceil(((performance.now() - begun) / 1000) * plan.perSecond);
    for (; next < Math.min(due, count); next++) {
      client.send(events[next % events.length]!);
      sent();
    }
    if (next < count) await pause(tickMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
