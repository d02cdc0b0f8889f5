import { describe, expect, it } from 'vitest';

import { createTrafficSource, type Fact } from '../facts/index.js';
import { createReducer, type Emission, type PrivacyMode } from './index.js';
import { readScenarios, type Scenario } from './testing/read-scenario.js';
import { withCanaries } from './testing/with-canaries.js';

/** Fields that may carry names or text by the events' own definition, and so what a message put there. */
const mayCarry = new Set([
  'app_name',
  'connector_id',
  'connector_ids',
  'connector_name',
  'codex_error_subreason',
  'active_plugin_ids_at_turn_start',
  'dynamic_tool_name',
  'error',
  'marketplace_name',
  'mcp_server_name',
  'mcp_server_names',
  'mcp_tool_name',
  'plugin_id',
  'plugin_name',
  'program',
  'remote_plugin_id',
  'repo_url',
  'script_path',
  'server',
  'skill_name',
  'subject_name',
  'tool_name',
  'tool_title',
  'workspace_kind',
]);

/** Names of programs and models, which strict privacy leaves. */
const programsAndModels = new Set([
  'client_name',
  'client_version',
  'guardian_model',
  'guardian_model_provider_id',
  'model',
  'model_provider',
  'model_slug',
  'product_client_id',
  'requested_model',
  'service_tier',
  'subagent_source',
  'thread_source',
]);

describe.each(['wire', 'strict'] as const)('in %s privacy', (privacy) => {
  it('no text, path, URL, command, argument, diff or name of a message gets into an event or a count', () => {
    for (const scenario of readScenarios()) {
      const { emissions, told } = reduceWithCanaries(scenario, privacy);
      expect(emissions.length).toBeGreaterThan(0);
      const found = emissions.flatMap(({ event }) => carriers(event, ''));
      const allowed = privacy === 'wire' ? new Set([...mayCarry, ...programsAndModels]) : programsAndModels;
      expect(found.filter((field) => !allowed.has(field))).toEqual([]);
      expect(told.filter((text) => text.includes('canary'))).toEqual([]);
    }
  });
});

function reduceWithCanaries(scenario: Scenario, privacy: PrivacyMode) {
  const reducer = createReducer({ privacy });
  const emissions: Emission[] = [];
  const emit = (fact: Fact) => void emissions.push(...reducer.reduce(fact));
  const source = createTrafficSource({ transport: 'stdio', emit });
  let last = 0;
  for (const line of scenario.lines) {
    const { dir, conn, t, m } = JSON.parse(line) as { dir: 'c2s' | 's2c'; conn?: number; t: number; m: unknown };
    source.message(dir, conn ?? 0, t, withCanaries(m));
    last = t;
  }
  source.end(last);
  emissions.push(...reducer.end(last));
  return { emissions, told: [...source.anomalies.keys(), ...reducer.anomalies.keys()] };
}

/** Names of the fields in which a canary sits. */
function carriers(value: unknown, field: string): readonly string[] {
  if (typeof value === 'string') return value.includes('canary') ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((inner) => carriers(inner, field));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => carriers(inner, key));
}
