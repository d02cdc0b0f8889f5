import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { compareEvents } from '../reducer/testing/compare-events.js';
import { readScenarios } from '../reducer/testing/read-scenario.js';
import { enrichScenario } from './testing/enriched-scenario.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));

describe('traffic with the logs that are written at the same time', () => {
  it.each(['0.137.0', '0.169.0'] as const)(
    'tells of %s what a recording with its logs tells',
    async (version) => {
      let leaves = 0;
      let wrong = 0;
      const lost: string[] = [];
      const fields = new Map<string, number>();
      const all = new Map<string, number>();
      for (const { name, events, version: of } of readScenarios()) {
        if (of !== version || !existsSync(`${fixtures}${version}/${name}/rollouts`)) continue;
        const { emissions, outcomes } = await enrichScenario(version, name);
        for (const [k, v] of Object.entries(outcomes)) all.set(k, (all.get(k) ?? 0) + v);
        const wire = emissions.map(({ event }) => event).filter(({ event_type: type }) => !type.startsWith('tacho_'));
        const compared = compareEvents(events, wire, isNeverTold, () => false);
        leaves += compared.leaves;
        wrong += compared.differences.length;
        for (const d of compared.differences)
          fields.set(name + ' ' + d.field, (fields.get(name + ' ' + d.field) ?? 0) + 1);
        lost.push(...compared.missing.map(({ event_type: type }) => `${name} -${type}`));
        lost.push(...compared.extra.map(({ event_type: type }) => `${name} +${type}`));
      }
      console.log(all, fields, lost, 1 - wrong / leaves);
    },
    60000,
  );
});

/** What neither traffic nor logs hold: contents of plugins, and ids that are internal. */
function isNeverTold(field: string): boolean {
  return /^codex_(plugin|goal)_\w+\.(has_skills|mcp_server_count|mcp_server_names|goal_id)$/.test(field);
}
