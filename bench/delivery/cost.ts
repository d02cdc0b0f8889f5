import { median, type BenchResult } from '../bench-result.js';
import { clientNames, type ClientName } from './clients.js';
import { openPair } from './drive.js';
import type { HostReport } from './host.js';

/** How much is sent. */
export interface CostSizes {
  readonly rounds: number;
  /** Seconds of events in each round. */
  readonly seconds: number;
  /** Seconds of events before those that are measured: the runtime compiles what it finds to be in use. */
  readonly warmUpSeconds: number;
}

const equalPerSecond = 8000;
const ownPerSecond = 20_000;
const slowPerSecond = 1000;
const goals = { plain: '≤ 10', gzip: '≤ 16' } as const;

/** CPU per event: of ours as it comes, and against the others at equal settings; beside both what no client can fall below. */
export async function measureCost(sizes: CostSizes): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const mode of ['plain', 'gzip'] as const) results.push(...(await ofOurs(mode === 'gzip', sizes)));
  for (const mode of ['plain', 'gzip'] as const) results.push(...(await againstOthers(mode === 'gzip', sizes)));
  return results;
}

async function ofOurs(gzip: boolean, sizes: CostSizes): Promise<readonly BenchResult[]> {
  const reports: HostReport[] = [];
  const floor: HostReport[] = [];
  const slow: HostReport[] = [];
  for (let i = 0; i < sizes.rounds; i++) {
    reports.push(await once('tachograph', { gzip, equalSettings: false, perSecond: ownPerSecond, ...sizes }));
    floor.push(await once('floor', { gzip, equalSettings: false, perSecond: ownPerSecond, ...sizes }));
    slow.push(await once('tachograph', { gzip, equalSettings: false, perSecond: slowPerSecond, ...sizes }));
  }
  const how = `whole process, spool and sender included; recorded events of 1.1–1.6 KB; median of ${sizes.rounds} runs of ${sizes.seconds} s after ${sizes.warmUpSeconds} s`;
  const mode = gzip ? 'gzip 1' : 'uncompressed';
  return [
    {
      name: `CPU an event, ${mode}, ${ownPerSecond.toLocaleString('en-US')} events/s`,
      unit: 'µs',
      value: cpuOf(reports),
      goal: goals[gzip ? 'gzip' : 'plain'],
      note: `${how}; a third is JSON.stringify, a quarter the write of each event; ${cpuOf(floor).toFixed(1)} µs is the least for any client that keeps an event through a kill: the text, one write, a share of a request of 500, and nothing else; peak memory ${memoryOf(reports)} MB`,
    },
    {
      name: `CPU an event, ${mode}, ${slowPerSecond.toLocaleString('en-US')} events/s`,
      unit: 'µs',
      value: cpuOf(slow),
      goal: null,
      note: `small batches, and code that runs too seldom to be compiled well: ${((cpuOf(slow) * slowPerSecond) / 10_000).toFixed(1)} % of a core`,
    },
  ];
}

async function againstOthers(gzip: boolean, sizes: CostSizes): Promise<readonly BenchResult[]> {
  const reports = new Map<ClientName, HostReport[]>([...clientNames, 'floor' as const].map((name) => [name, []]));
  // Interleaved, so that whatever else runs on the machine meets all of them.
  for (let i = 0; i < sizes.rounds; i++) {
    for (const [name, list] of reports) {
      list.push(await once(name, { gzip, equalSettings: true, perSecond: equalPerSecond, ...sizes }));
    }
  }
  const ours = cpuOf(reports.get('tachograph')!);
  const floor = cpuOf(reports.get('floor')!);
  const levels = gzip ? '; level 1 for ours and Segment, the other two as they do it by themselves' : '';
  const settings = `batches of 100, queue of 200,000, ${equalPerSecond.toLocaleString('en-US')} events/s`;
  return clientNames.slice(1).map((name) => {
    const theirs = reports.get(name)!;
    const note = `${cpuOf(theirs).toFixed(1)} µs against ${ours.toFixed(1)} µs, ${settings}${levels}; it keeps events in memory alone, ours on disk, for which ${floor.toFixed(1)} µs is the least (text, one write, a share of a request); peak memory ${memoryOf(theirs)} MB`;
    return {
      name: `CPU an event of ${name} against ours, ${gzip ? 'gzip' : 'uncompressed'}`,
      unit: '×',
      value: cpuOf(theirs) / ours,
      goal: name.startsWith('OTel') ? null : '≥ 5',
      note: name.startsWith('OTel') ? `${note}; it is given the event as one text, which is cheapest for it` : note,
    };
  });
}

function cpuOf(reports: readonly HostReport[]): number {
  return median(reports.map((report) => report.cpuUsPerEvent));
}

function memoryOf(reports: readonly HostReport[]): number {
  return Math.round(Math.max(...reports.map((report) => report.rssMb)));
}

async function once(
  client: ClientName,
  run: {
    readonly gzip: boolean;
    readonly equalSettings: boolean;
    readonly perSecond: number;
  } & CostSizes,
): Promise<HostReport> {
  const { perSecond, seconds, warmUpSeconds } = run;
  const pair = await openPair(client, run);
  const plan = { warmUp: warmUpSeconds * perSecond, count: seconds * perSecond, perSecond, flushMs: 60_000 };
  const report = await pair.start(plan).done;
  pair.close();
  if (report === null) throw new Error(`${client} did not come to its end`);
  return report;
}
