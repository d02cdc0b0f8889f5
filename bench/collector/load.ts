// The other end of a collector: `node load.js '{"url":…}'` posts bodies over some connections and says how it went.
import { createBodyMaker } from './bodies.js';
import { openPostConnection, type PostConnection } from './post-connection.js';

/** What is posted. */
export interface LoadPlan {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly eventsPerPost: number;
  /** 0: as fast as the answers come. */
  readonly eventsPerSecond: number;
  readonly warmUpMs: number;
  readonly ms: number;
}

/** How it went, without the warm-up. */
export interface LoadReport {
  readonly acceptedPerSecond: number;
  /** All that was accepted, the warm-up included. */
  readonly accepted: number;
  /** Posts that got another answer than 200 with every event accepted. */
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly bytesPerEvent: number;
}

const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
const maker = createBodyMaker(plan.eventsPerPost, `bench${process.pid}`);
const connections = await Promise.all(
  Array.from({ length: plan.connections }, () => openPostConnection(plan.url, plan.token)),
);
const begun = performance.now();
const measuredFrom = begun + plan.warmUpMs;
const end = measuredFrom + plan.ms;
const latencies: number[] = [];
let accepted = 0;
let measured = 0;
let errors = 0;

await (plan.eventsPerSecond === 0 ? asFastAsItGoes() : atTheRate(plan.eventsPerSecond));
const report: LoadReport = summary();
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

async function asFastAsItGoes(): Promise<void> {
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < end) await post(connection, performance.now());
    }),
  );
}

/** Posts fall due by the clock; one that finds no free connection waits, and its wait counts. */
async function atTheRate(eventsPerSecond: number): Promise<void> {
  const postsPerMs = eventsPerSecond / plan.eventsPerPost / 1000;
  const free = [...connections];
  const due: number[] = [];
  let made = 0;
  let under = 0;
  const next = (): void => {
    while (due.length > 0 && free.length > 0) {
      const connection = free.pop()!;
      under += 1;
      void post(connection, due.shift()!).then(() => {
        under -= 1;
        free.push(connection);
        next();
      });
    }
  };
  while (performance.now() < end) {
    const now = performance.now();
    for (; made < (now - begun) * postsPerMs; made++) due.push(begun + made / postsPerMs);
    next();
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  while (due.length + under > 0) await new Promise((resolve) => void setTimeout(resolve, 5));
}

async function post(connection: PostConnection, since: number): Promise<void> {
  const taken = await connection.post(maker.next());
  const now = performance.now();
  accepted += Math.max(0, taken);
  if (taken !== plan.eventsPerPost) errors += 1;
  if (now < measuredFrom || (now > end && plan.eventsPerSecond === 0)) return;
  measured += Math.max(0, taken);
  latencies.push(now - since);
}

function summary(): LoadReport {
  const sorted = Float64Array.from(latencies).sort();
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return {
    acceptedPerSecond: measured / (plan.ms / 1000),
    accepted,
    errors,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    bytesPerEvent: maker.bytesPerEvent,
  };
}
