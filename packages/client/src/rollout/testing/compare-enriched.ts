import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { compareEvents } from '../../reducer/testing/compare-events.js';
import { readScenarios, type Scenario } from '../../reducer/testing/read-scenario.js';
import type { Emission } from '../../reducer/index.js';

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

/** Versions of which there are recordings with traffic and session logs. */
export const enrichedVersions = ['0.137.0', '0.169.0'] as const;

/** One of them. */
export type EnrichedVersion = (typeof enrichedVersions)[number];

/** Events that are not as the real Codex sent them: of commands that the server cut when the client had left, and of a reviewer that never wrote a log. */
export const knownLost: Readonly<Record<EnrichedVersion, readonly string[]>> = {
  '0.137.0': [],
  '0.169.0': [
    'interrupts codex_command_execution_event',
    'mixed codex_command_execution_event',
    'subagent-approvals codex_thread_initialized',
  ],
};

/** What traffic and session logs together tell, compared with what the real Codex sent. */
export interface EnrichedComparison {
  /** Events that are missing or too many, as `RECORDING EVENT_TYPE`. */
  readonly lost: readonly string[];
  /** Part of all compared fields that is right. */
  readonly right: number;
}

/** Compares all recordings of a version that have session logs. */
export async function compareEnriched(
  version: EnrichedVersion,
  enrich: (scenario: Scenario, logs: string) => readonly Emission[] | Promise<readonly Emission[]>,
): Promise<EnrichedComparison> {
  let leaves = 0;
  let wrong = 0;
  const lost: string[] = [];
  for (const scenario of readScenarios()) {
    const logs = `${fixtures}${version}/${scenario.name}/rollouts`;
    if (scenario.version !== version || !existsSync(logs)) continue;
    const events = (await enrich(scenario, logs)).map(({ event }) => event);
    const wire = events.filter(({ event_type: type }) => !type.startsWith('tacho_'));
    const compared = compareEvents(scenario.events, wire, isNeverTold, () => false);
    leaves += compared.leaves;
    wrong += compared.differences.length;
    for (const { event_type: type } of [...compared.missing, ...compared.extra]) lost.push(`${scenario.name} ${type}`);
  }
  return { lost, right: 1 - wrong / leaves };
}

/** What neither traffic nor logs hold: contents of plugins, and ids that are internal. */
function isNeverTold(field: string): boolean {
  return /^codex_(plugin|goal)_\w+\.(has_skills|mcp_server_count|mcp_server_names|goal_id)$/.test(field);
}
