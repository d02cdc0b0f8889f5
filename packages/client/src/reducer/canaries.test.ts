import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createTrafficSource, type Fact } from '../facts/index.js';
import { createReducer, eventDefinitions, type Emission, type PrivacyMode } from './index.js';
import { mayCarry, programsAndModels } from './testing/canary-fields.js';
import { mutated, type RecordedLine } from './testing/mutate.js';
import { readScenarios, reduceScenario, type Scenario } from './testing/read-scenario.js';
import { withCanaries } from './testing/with-canaries.js';

/** What the envelope of an event takes over: names of programs and models. */
const inContext = new Set(['client', 'model', 'threadSource']);

/** Fields that no message of these recordings fills: they come from a look at the machine, or from what was not recorded. */
const onlyElsewhere = [
  'connector_ids',
  'connector_name',
  'mcp_server_names',
  'program',
  'repo_url',
  'script_path',
  'subagent_source',
];

const scenarios = readScenarios();

describe.each(['wire', 'strict'] as const)('in %s privacy', (privacy) => {
  const allowed = privacy === 'wire' ? new Set([...mayCarry, ...programsAndModels]) : programsAndModels;

  function leaks(messages: readonly RecordedLine[], { transport }: Scenario): readonly string[] {
    const { emissions, told } = reduceMessages(messages, transport, privacy);
    return [
      ...emissions.flatMap(({ event }) => carriers(event, '')).filter((field) => !allowed.has(field)),
      ...emissions.flatMap(({ context }) => carriers(context, '')).filter((field) => !inContext.has(field)),
      ...told.filter((text) => text.includes('canary')),
    ];
  }

  it('no text, path, URL, command, argument, diff or name of a message gets into an event or a count', () => {
    for (const scenario of scenarios) expect(leaks(withCanariesIn(scenario), scenario)).toEqual([]);
  });

  it('nor of a message that was dropped, doubled, moved, cut or given values of wrong types', () => {
    const property = fc.property(fc.constantFrom(...scenarios), fc.integer(), (scenario, seed) => {
      expect(leaks(mutated(withCanariesIn(scenario), seed), scenario)).toEqual([]);
    });
    fc.assert(property, { numRuns: process.env['TACHO_LONG'] === '1' ? 20_000 : 300 });
  });
});

it('canaries are in what comes out where they may be: every type of event, and most fields that may carry a text', () => {
  const types = new Set<string>();
  const fields = new Set<string>();
  for (const scenario of scenarios) {
    for (const { event } of reduceMessages(withCanariesIn(scenario), scenario.transport, 'wire').emissions) {
      types.add(event.event_type);
      for (const field of carriers(event, '')) fields.add(field);
    }
  }
  const untouched = new Set(
    scenarios.flatMap((scenario) => reduceScenario(scenario)).map(({ event }) => event.event_type),
  );
  expect([...untouched].filter((type) => !types.has(type))).toEqual([]);
  const listed = [...mayCarry, ...programsAndModels];
  expect(listed.filter((field) => !fields.has(field))).toEqual(onlyElsewhere);
});

it('every field that may carry a text is marked in the schemas, so that strict privacy cuts it', () => {
  const marked = new Set<string>();
  const walk = (value: unknown, key: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('carries' in value) marked.add(key);
    for (const [name, inner] of Object.entries(value)) walk(inner, /^\d+$|^anyOf$|^items$/.test(name) ? key : name);
  };
  for (const definition of eventDefinitions) walk([definition.params, definition.topLevel], '');
  expect([...mayCarry].filter((field) => !marked.has(field))).toEqual([]);
  // Ids of hosts, and what an action of the guardian asks for beyond its sandbox: objects, which no name stands in here.
  expect([...marked].filter((field) => !mayCarry.has(field)).sort()).toEqual(['additional_permissions', 'item_id']);
});

const known = new Map<Scenario, readonly RecordedLine[]>();

function withCanariesIn(scenario: Scenario): readonly RecordedLine[] {
  let messages = known.get(scenario);
  if (messages === undefined) {
    messages = scenario.lines.map((line) => {
      const recorded = JSON.parse(line) as RecordedLine;
      return { ...recorded, m: withCanaries(recorded.m) };
    });
    known.set(scenario, messages);
  }
  return messages;
}

function reduceMessages(messages: readonly RecordedLine[], transport: string, privacy: PrivacyMode) {
  const reducer = createReducer({ privacy });
  const emissions: Emission[] = [];
  const emit = (fact: Fact) => void emissions.push(...reducer.reduce(fact));
  const source = createTrafficSource({ transport: transport === 'stdio' ? 'stdio' : 'websocket', emit });
  let last = 0;
  for (const { dir, conn, t, m } of messages) {
    source.message(dir, conn ?? 0, t, m);
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
