import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { Emission } from '../reducer/index.js';
import { readScenarios, reduceScenario } from '../reducer/testing/read-scenario.js';
import { reduceRolloutTree } from './reduce-rollouts.js';
import { logsIn, threadIdOf } from './testing/read-logs.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const logsOf = (version: string, name: string): string => join(fixtures, version, name, 'rollouts');
const scenarios = readScenarios().filter(({ version, name }) => existsSync(logsOf(version, name)));

const counts = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens'] as const;

/** Tokens of the uses of models, by thread and turn. */
function tokensByTurn(emissions: readonly Emission[]): Map<string, readonly number[]> {
  const turns = new Map<string, readonly number[]>();
  for (const { event } of emissions) {
    if (event.event_type !== 'tacho_model_response') continue;
    const { event_params: params } = event;
    const key = `${String(params.thread_id)} ${String(params['turn_id'])}`;
    const before = turns.get(key);
    turns.set(
      key,
      counts.map((count, i) => (before?.[i] ?? 0) + Number(params[count] ?? 0)),
    );
  }
  return turns;
}

describe('the tokens that session logs tell are those that the server announced, turn by turn', () => {
  it.each(scenarios.map((scenario) => [`${scenario.version} ${scenario.name}`, scenario] as const))(
    '%s',
    (_, scenario) => {
      const folder = logsOf(scenario.version, scenario.name);
      const told: Emission[] = [];
      reduceRolloutTree(folder, (emission) => told.push(emission));
      const written = new Set(logsIn(folder).map(threadIdOf));
      const fromLogs = tokensByTurn(told);
      // A thread that is not kept on disk has no log.
      const announced = [...tokensByTurn(reduceScenario(scenario))].filter(([key]) => written.has(key.split(' ')[0]!));
      expect(announced.map(([key]) => [key, fromLogs.get(key)])).toEqual(announced);
    },
  );
});
