import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { compareEvents } from '../reducer/testing/compare-events.js';
import { factsOf, readScenarios } from '../reducer/testing/read-scenario.js';
import { createReducer, type Emission } from '../reducer/index.js';
import { createEnrichment } from './enrichment.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));

/** Parts of all compared fields that are right with session logs beside the traffic. */
const floor = { '0.137.0': 0.9995, '0.169.0': 0.9965 } as const;

/** Commands that the server cut when the client had left, and a reviewer that never wrote a log. */
const known = {
  '0.137.0': [],
  '0.169.0': [
    'interrupts codex_command_execution_event',
    'mixed codex_command_execution_event',
    'subagent-approvals codex_thread_initialized',
  ],
} as const;

function enriched(version: string, name: string, lines: readonly string[], transport: string): readonly Emission[] {
  const enrichment = createEnrichment(`${fixtures}${version}/${name}/rollouts`);
  const reducer = createReducer({ enrich: true });
  const facts = factsOf({ lines, transport });
  const atMs = facts[facts.length - 1]?.atMs ?? 0;
  return [
    ...facts.flatMap((fact) => [...enrichment.until(fact.atMs), fact].flatMap((each) => reducer.reduce(each))),
    ...reducer.reduce({ kind: 'serverEnded', atMs }),
    ...enrichment.rest().flatMap((fact) => reducer.reduce(fact)),
    ...reducer.end(atMs),
  ];
}

describe('traffic with the session logs of the same machine', () => {
  it.each(['0.137.0', '0.169.0'] as const)('tells of %s what traffic alone cannot carry', (version) => {
    let leaves = 0;
    let wrong = 0;
    const lost: string[] = [];
    for (const { name, lines, transport, events, version: of } of readScenarios()) {
      if (of !== version || !existsSync(`${fixtures}${version}/${name}/rollouts`)) continue;
      const got = enriched(version, name, lines, transport).map(({ event }) => event);
      const wire = got.filter(({ event_type: type }) => !type.startsWith('tacho_'));
      const compared = compareEvents(events, wire, isNeverTold, () => false);
      leaves += compared.leaves;
      wrong += compared.differences.length;
      lost.push(...[...compared.missing, ...compared.extra].map(({ event_type: type }) => `${name} ${type}`));
    }
    expect(lost).toEqual(known[version]);
    expect(1 - wrong / leaves).toBeGreaterThan(floor[version]);
  });
});

/** What neither traffic nor logs hold: contents of plugins, and ids that are internal. */
function isNeverTold(field: string): boolean {
  return /^codex_(plugin|goal)_\w+\.(has_skills|mcp_server_count|mcp_server_names|goal_id)$/.test(field);
}
