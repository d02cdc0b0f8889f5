import { describe, expect, it } from 'vitest';

import { readScenario, reduceScenario } from '../reducer/testing/read-scenario.js';
import { tapLimits } from '../limits.js';
import type { Emission } from '../reducer/index.js';
import { compareEnriched, enrichedVersions, knownLost } from '../rollout/testing/compare-enriched.js';
import { enrichScenario, type EnrichScenarioOptions } from './testing/enriched-scenario.js';

/** Parts of all compared fields that are right. */
const floor = { '0.137.0': 0.9998, '0.169.0': 0.998 } as const;

describe('traffic with the session logs that are written at the same time', () => {
  it.each(enrichedVersions)('tells of %s what neither carries alone', async (version) => {
    const { lost, right } = await compareEnriched(version, async ({ name }) => {
      const { emissions } = await enrichScenario(version, name);
      return emissions;
    });
    expect(lost).toEqual(knownLost[version]);
    expect(right).toBeGreaterThan(floor[version]);
  });

  it('gives calls the ids of model responses that the real Codex reported', async () => {
    const real = readScenario('0.169.0', 'commands-shell').events.map((event) => event.event_params);
    const { emissions, outcomes } = await enrichScenario('0.169.0', 'commands-shell');
    expect(responseIds(emissions)).toEqual(
      new Map(real.flatMap((params) => ('item_id' in params ? [[params['item_id'], idsOf(params)]] : []))),
    );
    expect(responseIds(emissions).size).toBeGreaterThan(2);
    expect(Object.keys(outcomes)).toEqual(['enriched']);
  });

  it('waits for a log that is written a little later than the turn ends', async () => {
    const { emissions, outcomes, longestWaitMs } = await enrichScenario('0.169.0', 'commands-shell', {
      logDelayMs: 300,
    });
    expect(Object.keys(outcomes)).toEqual(['enriched']);
    expect(longestWaitMs).toBeGreaterThanOrEqual(290);
    expect(responseIds(emissions)).toEqual(responseIds((await enrichScenario('0.169.0', 'commands-shell')).emissions));
  });

  it('names the project of a reviewer as that of its turn, never as the log does', async () => {
    const { emissions } = await enrichScenario('0.169.0', 'guardian-allow', { privacy: 'strict' });
    expect(new Set(emissions.map(({ context }) => context.project))).toEqual(new Set(['resolved']));
  });
});

describe('a turn goes out as traffic tells it', () => {
  const never = new Promise<never>(() => {});
  const cases: Readonly<Record<string, readonly [EnrichScenarioOptions, string]>> = {
    'without a log': [{ line: () => null }, 'missing'],
    'with a log that is none': [{ line: () => 'no session log\n' }, 'missing'],
    'with a log that is cut in the middle of a line': [{ line: cutAtFirstEnd() }, 'late'],
    'with a log that never holds the end of the turn': [{ line: (line) => (isEnd(line) ? null : line) }, 'late'],
    'with a log that is too large': [{ bytesMax: 1000 }, 'too_large'],
    'when the reader fails': [{ readLogs: () => Promise.reject(new Error('made to fail')) }, 'failed'],
    'when the reader never answers': [{ readLogs: () => never }, 'late'],
  };

  it.each(Object.entries(cases))('%s', async (_, [options, outcome]) => {
    const { emissions, outcomes, longestWaitMs } = await enrichScenario('0.169.0', 'commands-shell', options);
    const plain = reduceScenario(readScenario('0.169.0', 'commands-shell'));
    expect(Object.keys(outcomes)).toEqual([outcome]);
    expect(sorted(emissions)).toEqual(sorted(plain));
    expect(longestWaitMs).toBeLessThanOrEqual(tapLimits.enrichmentDeadlineMs);
  });

  it('and all turns together have one short wait when the server has ended', async () => {
    const ended = await enrichScenario('0.169.0', 'commands-shell', { hurries: true });
    expect(Object.keys(ended.outcomes)).toContain('enriched');
    const stuck = await enrichScenario('0.169.0', 'commands-shell', { hurries: true, readLogs: () => never });
    expect(stuck.longestWaitMs).toBeLessThanOrEqual(tapLimits.enrichmentLastDeadlineMs);
    expect(sorted(stuck.emissions)).toEqual(sorted(reduceScenario(readScenario('0.169.0', 'commands-shell'))));
  });
});

function responseIds(emissions: readonly Emission[]): ReadonlyMap<unknown, unknown> {
  const all = emissions.filter(({ event }) => !event.event_type.startsWith('tacho_'));
  return new Map(
    all.flatMap(({ event: { event_params: params } }) =>
      'item_id' in params ? [[params['item_id'], idsOf(params)]] : [],
    ),
  );
}

function idsOf(params: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [params['originating_response_id'], params['subsequent_response_id']];
}

/** Held events come in another order than those that were not. */
function sorted(emissions: readonly Emission[]): readonly string[] {
  return emissions.map(({ event }) => JSON.stringify(event)).sort();
}

function isEnd(line: string): boolean {
  return line.includes('"type":"task_complete"') || line.includes('"type":"turn_aborted"');
}

function cutAtFirstEnd(): (line: string) => string | null {
  let isCut = false;
  return (line) => {
    if (isCut) return null;
    isCut = isEnd(line);
    return isCut ? line.slice(0, 100) : line;
  };
}
