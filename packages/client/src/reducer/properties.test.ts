import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createTrafficSource, restoreTrafficSource, type Fact } from '../facts/index.js';
import { mayMatter } from '../protocol/index.js';
import { createReducer, restoreReducer, type Emission } from './index.js';
import { chooser, mutated, type RecordedLine } from './testing/mutate.js';
import { readScenarios, reduceScenario, type Scenario } from './testing/read-scenario.js';
import { schemaProblem } from './testing/schema-check.js';

const scenarios = readScenarios();
const anyScenario = fc.constantFrom(...scenarios);
/** 20,000 mutated streams in the test; a million in the long one. */
const mutationRuns = Number(process.env['TACHO_MUTATIONS'] ?? (process.env['TACHO_LONG'] === '1' ? 1_000_000 : 20_000));

const eventsOf = (emissions: readonly Emission[]) => emissions.map(({ event, context }) => ({ event, context }));

describe('reducing a recording', () => {
  it('makes only events that fit their own schema, with exactly the keys of their version', () => {
    for (const scenario of scenarios) {
      for (const privacy of ['wire', 'strict'] as const) {
        for (const { event, wireVersion } of reduceScenario(scenario, { privacy })) {
          const problem = schemaProblem(event, wireVersion, privacy);
          expect(problem === null ? null : `${event.event_type}: ${problem}`).toBeNull();
        }
      }
    }
  });

  it('gives the same events wherever the state is saved and restored', () => {
    fc.assert(
      fc.property(
        anyScenario,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        (scenario, cuts) => {
          const at = new Set(cuts.map((cut) => Math.floor(cut * scenario.lines.length)));
          expect(eventsOf(reduceInParts(scenario, at))).toEqual(eventsOf(reduceScenario(scenario)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('tells nothing twice, and nothing else, when a source tells explicitly what the traffic implies as well', () => {
    const kinds = new Set<Fact['kind']>();
    for (const scenario of scenarios) {
      const facts = factsOf(scenario);
      const toldTwice = facts.flatMap((fact) => {
        if (!('implied' in fact) || fact.implied !== true) return [fact];
        kinds.add(fact.kind);
        const { implied: _, ...explicit } = fact;
        return [explicit as Fact, fact];
      });
      expect(eventsOf(reduceFacts(toldTwice))).toEqual(eventsOf(reduceFacts(facts)));
    }
    expect(kinds.size).toBeGreaterThan(12);
  });

  it('of two independent servers mixed message by message gives the events of each', () => {
    fc.assert(
      fc.property(anyScenario, anyScenario, fc.array(fc.boolean(), { maxLength: 400 }), (a, b, choices) => {
        fc.pre(a.version === b.version && a !== b);
        const outOfA = runner(a);
        const outOfB = runner(b);
        const left = [...a.lines];
        const right = [...b.lines];
        for (const choice of choices) (choice ? outOfA : outOfB).feed(choice ? left.shift() : right.shift());
        for (const line of left) outOfA.feed(line);
        for (const line of right) outOfB.feed(line);
        expect(eventsOf(outOfA.end())).toEqual(eventsOf(reduceScenario(a)));
        expect(eventsOf(outOfB.end())).toEqual(eventsOf(reduceScenario(b)));
      }),
      { numRuns: 40 },
    );
  });

  it.each(['0.137.0', '0.169.0'])(
    'in which threads of one %s interleave differently changes nothing but the order',
    (of) => {
      const scenario = scenarios.find(({ version, name }) => version === of && name === 'multi-thread')!;
      const wanted = sorted(reduceScenario(scenario));
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const shuffled = interleaved(scenario.lines, chooser(seed));
          expect(sorted(reduceScenario({ ...scenario, lines: shuffled }))).toEqual(wanted);
        }),
        { numRuns: 30 },
      );
    },
  );

  it(`of ${mutationRuns} mutated streams never throws, never gives a misshapen event, and keeps little`, () => {
    fc.assert(
      fc.property(anyScenario, fc.integer(), (scenario, seed) => {
        const facts: Fact[] = [];
        const source = createTrafficSource({ transport: 'stdio', emit: (fact) => facts.push(fact) });
        const reducer = createReducer();
        for (const { dir, conn, t, m } of mutated(relevant(scenario), seed)) {
          source.message(dir, conn ?? 0, t, m);
          for (const fact of facts.splice(0)) check(reducer.reduce(fact));
        }
        source.end(0);
        for (const fact of facts.splice(0)) check(reducer.reduce(fact));
        check(reducer.end(0));
        expect(reducer.save().length + source.save().length).toBeLessThan(400_000);
      }),
      { numRuns: mutationRuns },
    );
  }, 7_200_000);
});

function check(emissions: readonly Emission[]): void {
  for (const { event, wireVersion } of emissions) {
    const problem = schemaProblem(event, wireVersion);
    if (problem !== null) throw new Error(`${event.event_type}: ${problem}`);
  }
}

const parsed = new Map<Scenario, readonly RecordedLine[]>();

function recorded(scenario: Scenario): readonly RecordedLine[] {
  let lines = parsed.get(scenario);
  if (lines === undefined)
    parsed.set(scenario, (lines = scenario.lines.map((line) => JSON.parse(line) as RecordedLine)));
  return lines;
}

/** Without what is never parsed. */
function relevant(scenario: Scenario): readonly RecordedLine[] {
  let lines = relevantLines.get(scenario);
  if (lines === undefined) {
    const encoder = new TextEncoder();
    lines = recorded(scenario).filter(({ m }) => mayMatter(encoder.encode(JSON.stringify(m))));
    relevantLines.set(scenario, lines);
  }
  return lines;
}

const relevantLines = new Map<Scenario, readonly RecordedLine[]>();

/** Everything is thrown away and read back from text at the given lines. */
function reduceInParts(scenario: Scenario, cuts: ReadonlySet<number>): readonly Emission[] {
  const transport = scenario.transport === 'stdio' ? 'stdio' : 'websocket';
  const emissions: Emission[] = [];
  let reducer = createReducer();
  const emit = (fact: Fact) => emissions.push(...reducer.reduce(fact));
  let source = createTrafficSource({ transport, emit });
  let last = 0;
  for (const [at, { dir, conn, t, m }] of recorded(scenario).entries()) {
    if (cuts.has(at)) {
      reducer = restoreReducer(reducer.save());
      source = restoreTrafficSource(source.save(), { transport, emit });
    }
    source.message(dir, conn ?? 0, t, m);
    last = Math.max(last, t);
  }
  source.end(last);
  return [...emissions, ...reducer.end(last)];
}

function factsOf(scenario: Scenario): readonly Fact[] {
  const facts: Fact[] = [];
  const transport = scenario.transport === 'stdio' ? 'stdio' : 'websocket';
  const source = createTrafficSource({ transport, emit: (fact) => facts.push(fact) });
  for (const { dir, conn, t, m } of recorded(scenario)) source.message(dir, conn ?? 0, t, m);
  return facts;
}

function reduceFacts(facts: readonly Fact[]): readonly Emission[] {
  const reducer = createReducer();
  return facts.flatMap((fact) => reducer.reduce(fact));
}

function runner(scenario: Scenario) {
  const reducer = createReducer();
  const emissions: Emission[] = [];
  const transport = scenario.transport === 'stdio' ? 'stdio' : 'websocket';
  const source = createTrafficSource({ transport, emit: (fact) => emissions.push(...reducer.reduce(fact)) });
  let last = 0;
  return {
    feed(line: string | undefined) {
      if (line === undefined) return;
      const { dir, conn, t, m } = JSON.parse(line) as RecordedLine;
      source.message(dir, conn ?? 0, t, m);
      last = Math.max(last, t);
    },
    end() {
      source.end(last);
      return [...emissions, ...reducer.end(last)];
    },
  };
}

/** Lines of each thread keep their order; threads take turns as the choices say. What names no thread stays where it is. */
function interleaved(lines: readonly string[], choose: (below: number) => number): readonly string[] {
  const out: string[] = [];
  let run = new Map<string, string[]>();
  const flush = () => {
    while (run.size > 0) {
      const threads = [...run.keys()];
      const thread = threads[choose(threads.length)]!;
      out.push(run.get(thread)!.shift()!);
      if (run.get(thread)!.length === 0) run.delete(thread);
    }
    run = new Map();
  };
  for (const line of lines) {
    const { dir, m } = JSON.parse(line) as { dir: string; m: { method?: string; params?: { threadId?: string } } };
    const threadId = dir === 's2c' && m.method !== undefined ? m.params?.threadId : undefined;
    if (threadId === undefined) {
      flush();
      out.push(line);
    } else run.set(threadId, [...(run.get(threadId) ?? []), line]);
  }
  flush();
  return out;
}

function sorted(emissions: readonly Emission[]): readonly string[] {
  return emissions.map(({ event }) => JSON.stringify(event)).sort();
}
