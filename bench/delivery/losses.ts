import { median, type BenchResult } from '../bench-result.js';
import { clientNames, type ClientName } from './clients.js';
import { openPair, pause, type Pair } from './drive.js';
import type { Behaviour } from './sink.js';

const perSecond = 2000;
const beforeMs = 2000;
const faultMs = 5000;
const flushMs = 60_000;

/** What happened to the events of one client. */
interface Fate {
  readonly sent: number;
  readonly lost: number;
}

type Scenario = (client: ClientName) => Promise<Fate>;

const faults: Readonly<Record<string, Behaviour>> = {
  'an outage of 5 s': 'down',
  '500 for 5 s': 'broken',
  'a hang of 5 s': 'hanging',
  'connections cut for 5 s': 'cutting',
  'answers of a byte a second for 5 s': 'slow',
  '429 for 5 s': 'busy',
  '401 for 5 s, then a new token': 'closed',
  'a 200 of somebody else for 5 s': 'garbage',
};

/** Events that are lost by ours and by the others, fault by fault. The clients run side by side, each with its receiver. */
export async function measureLosses(kills: number): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  const row = (name: string, how: string, fates: readonly (readonly Fate[])[]): void => {
    const lost = (at: number): number => median(fates[at]!.map((fate) => fate.lost));
    const others = clientNames.slice(1).map((client, i) => `${client} ${lost(i + 1).toLocaleString('en-US')}`);
    results.push({
      name: `events lost on ${name}`,
      unit: `of ${median(fates[0]!.map((fate) => fate.sent)).toLocaleString('en-US')}`,
      value: Math.max(...fates[0]!.map((fate) => fate.lost)),
      goal: '≤ 0',
      note: `${how}; ${others.join(', ')}`,
    });
  };
  const killed: Fate[][] = clientNames.map(() => []);
  for (let i = 0; i < kills; i++) {
    const fates = await all(kill);
    fates.forEach((fate, at) => killed[at]!.push(fate));
  }
  row(
    'one kill -9',
    `at ${perSecond} a second, then the program is started again and runs for 8 s; worst of ${kills}, of the others the median`,
    killed,
  );
  for (const equalSettings of [false, true]) {
    const settings = equalSettings ? 'batches of 100, queue of 200,000' : 'each with its own defaults';
    const fates = await all((client) => burst(client, equalSettings));
    row(
      equalSettings ? 'a burst' : 'a burst, default settings',
      `20,000 at once, ${settings}`,
      fates.map((fate) => [fate]),
    );
  }
  const outage = await all((client) => fault(client, 'down', { equalSettings: false }));
  row(
    'an outage of 5 s, default settings',
    `at ${perSecond} a second, each with its own defaults`,
    outage.map((fate) => [fate]),
  );
  for (const [name, behaviour] of Object.entries(faults)) {
    const fates = await all((client) => fault(client, behaviour));
    row(
      name,
      `at ${perSecond} a second, batches of 100, queue of 200,000`,
      fates.map((fate) => [fate]),
    );
  }
  const small = await all((client) => fault(client, 'small', { forGood: true }));
  row(
    '413 above 64 KiB',
    `at ${perSecond} a second, batches of 100, for good`,
    small.map((fate) => [fate]),
  );
  return results;
}

function all(scenario: Scenario): Promise<readonly Fate[]> {
  return Promise.all(clientNames.map(scenario));
}

async function kill(client: ClientName): Promise<Fate> {
  const pair = await openPair(client, { gzip: false, equalSettings: true });
  const host = pair.start({ warmUp: 0, count: 3 * perSecond, perSecond, flushMs });
  await host.begun();
  await pause(beforeMs + Math.random() * 250);
  host.kill();
  await host.done;
  // The next run of the same program: what the first one kept is sent meanwhile.
  await pair.start({ warmUp: 0, count: 0, perSecond: 0, flushMs: 5000, idleMs: 8000 }).done;
  await settled(pair);
  return fateOf(pair);
}

async function burst(client: ClientName, equalSettings: boolean): Promise<Fate> {
  const pair = await openPair(client, { gzip: false, equalSettings });
  await pair.start({ warmUp: 0, count: 20_000, perSecond: 0, flushMs }).done;
  return fateOf(pair);
}

async function fault(
  client: ClientName,
  behaviour: Behaviour,
  { forGood = false, equalSettings = true } = {},
): Promise<Fate> {
  const pair = await openPair(client, { gzip: false, equalSettings });
  const ms = 2 * beforeMs + faultMs;
  const host = pair.start({ warmUp: 0, count: (ms / 1000) * perSecond, perSecond, flushMs });
  await host.begun();
  await pause(beforeMs);
  pair.behave(behaviour);
  if (!forGood) {
    await pause(faultMs);
    pair.behave('good');
    pair.renewToken();
  }
  await Promise.race([host.done, pause(ms + flushMs)]);
  host.kill();
  return fateOf(pair);
}

/** Waits while events still come in, ten seconds at most. */
async function settled(pair: Pair): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const { lost } = await pair.losses();
    if (lost === 0) return;
    await pause(500);
    if ((await pair.losses()).lost === lost && i > 2) return;
  }
}

async function fateOf(pair: Pair): Promise<Fate> {
  const fate = await pair.losses();
  pair.close();
  return fate;
}
