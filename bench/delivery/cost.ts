import { median, type BenchResult } from '../bench-result.js';
import { clientNames, type ClientName } from './clients.js';
import { openPair } from './drive.js';
import type { HostReport } from './host.js';

/** How much is sent. */
export interface CostSizes {
  readonly rounds: number;
  readonly count: number;
}

const perSecond = 8000;
const goals = { plain: '≤ 10', gzip: '≤ 16' } as const;

/** CPU per event of ours and of the others, at equal settings. */
export async function measureCost(sizes: CostSizes): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const mode of ['plain', 'gzip'] as const) {
    const reports = new Map<ClientName, HostReport[]>(clientNames.map((name) => [name, []]));
    // Interleaved, so that whatever else runs on the machine meets all of them.
    for (let i = 0; i < sizes.rounds; i++) {
      for (const [name, list] of reports) list.push(await once(name, mode === 'gzip', sizes.count));
    }
    const cpu = (name: ClientName): number => median(reports.get(name)!.map((report) => report.cpuUsPerEvent));
    const memory = (name: ClientName): number => Math.max(...reports.get(name)!.map((report) => report.rssMb));
    const how = `${mode === 'gzip' ? 'gzip' : 'uncompressed'}, recorded events of 1.1–1.6 KB, ${perSecond} a second, batches of 100, median of ${sizes.rounds} interleaved runs of ${sizes.count}`;
    const levels = mode === 'gzip' ? '; level 1 for ours and Segment, their own default for the other two' : '';
    const ours = cpu('tachograph');
    results.push({
      name: `CPU an event, ${mode === 'gzip' ? 'gzip 1' : 'uncompressed'}`,
      unit: 'µs',
      value: ours,
      goal: goals[mode],
      note: `whole process, spool and sender included; ${how}; peak memory ${Math.round(memory('tachograph'))} MB`,
    });
    for (const name of clientNames.slice(1)) {
      results.push({
        name: `CPU an event of ${name} against ours, ${mode === 'gzip' ? 'gzip' : 'uncompressed'}`,
        unit: '×',
        value: cpu(name) / ours,
        goal: name.startsWith('OTel') ? null : '≥ 5',
        note: `${cpu(name).toFixed(1)} µs, keeps its queue in memory alone${levels}; peak memory ${Math.round(memory(name))} MB`,
      });
    }
  }
  return results;
}

async function once(client: ClientName, gzip: boolean, count: number): Promise<HostReport> {
  const pair = await openPair(client, { gzip, equalSettings: true });
  const report = await pair.start({ warmUp: 4000, count, perSecond, flushMs: 60_000 }).done;
  pair.close();
  if (report === null) throw new Error(`${client} did not come to its end`);
  return report;
}
