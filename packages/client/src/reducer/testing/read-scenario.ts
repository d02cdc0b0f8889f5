import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createRecordingReader, type Fact } from '../../facts/index.js';
import { createReducer, type Emission, type ReducerOptions } from '../index.js';
import type { WireEvent } from '../../envelope/index.js';

/** A recording of the real Codex: the traffic of a session, and the events that it sent of it. */
export interface Scenario {
  readonly version: string;
  readonly name: string;
  /** Lines of the recorded traffic. */
  readonly lines: readonly string[];
  readonly transport: string;
  readonly events: readonly WireEvent[];
}

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

/** All recordings, by version and name. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(fixtures)
    .filter((folder) => /^(?:traffic-)?\d/.test(folder))
    .flatMap((folder) =>
      readdirSync(join(fixtures, folder))
        .filter((name) => existsSync(join(fixtures, folder, name, 'rpc.jsonl')))
        .map((name) => readScenario(folder, name)),
    );
}

/** One of them. */
export function readScenario(versionFolder: string, name: string): Scenario {
  const folder = join(fixtures, versionFolder, name);
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as { readonly transport?: string };
  return {
    version: versionFolder.replace('traffic-', ''),
    name,
    lines: nonEmptyLines(join(folder, 'rpc.jsonl')),
    transport: meta.transport ?? 'stdio',
    events: nonEmptyLines(join(folder, 'analytics.jsonl'))
      .map((line) => (JSON.parse(line) as { readonly event: WireEvent }).event)
      .filter((event) => typeof event.event_type === 'string'),
  };
}

/** The facts of a recording. */
export function factsOf(scenario: Pick<Scenario, 'lines' | 'transport'>): readonly Fact[] {
  const facts: Fact[] = [];
  const reader = createRecordingReader({ transport: scenario.transport, onFact: (fact) => facts.push(fact) });
  for (const line of scenario.lines) reader.line(line);
  reader.end();
  return facts;
}

/** What we say of a recording. */
export function reduceScenario(
  scenario: Pick<Scenario, 'lines' | 'transport'>,
  options?: ReducerOptions,
): readonly Emission[] {
  const reducer = createReducer(options);
  const facts = factsOf(scenario);
  return [...facts.flatMap((fact) => reducer.reduce(fact)), ...reducer.end(facts.at(-1)?.atMs ?? 0)];
}

function nonEmptyLines(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
