import { describe, expect, it } from 'vitest';

import { createReducer, type Emission } from '../reducer/index.js';
import { factsOf, type Scenario } from '../reducer/testing/read-scenario.js';
import { createEnrichment } from './enrichment.js';
import { compareEnriched, enrichedVersions, knownLost } from './testing/compare-enriched.js';

/** Parts of all compared fields that are right with session logs beside the traffic. */
const floor = { '0.137.0': 0.9999, '0.169.0': 0.99908 } as const;

function enriched(scenario: Scenario, logs: string): readonly Emission[] {
  const enrichment = createEnrichment(logs);
  const reducer = createReducer({ enrich: true });
  const facts = factsOf(scenario);
  const atMs = facts[facts.length - 1]?.atMs ?? 0;
  return [
    ...facts.flatMap((fact) => [...enrichment.until(fact.atMs), fact].flatMap((each) => reducer.reduce(each))),
    ...reducer.reduce({ kind: 'serverEnded', atMs }),
    ...enrichment.rest().flatMap((fact) => reducer.reduce(fact)),
    ...reducer.end(atMs),
  ];
}

describe('traffic with the session logs of the same machine', () => {
  it.each(enrichedVersions)('tells of %s what traffic alone cannot carry', async (version) => {
    const { lost, right } = await compareEnriched(version, enriched);
    expect(lost).toEqual(knownLost[version]);
    expect(right).toBeGreaterThan(floor[version]);
  });
});
