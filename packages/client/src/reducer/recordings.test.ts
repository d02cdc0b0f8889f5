import { describe, expect, it } from 'vitest';

import type { WireEvent } from '../envelope/index.js';
import { eventDefinitions } from './index.js';
import { compareEvents, type Difference } from './testing/compare-events.js';
import { exceptionsSize, uncertainFields, unseenEvents, unseenFields } from './testing/exceptions.js';
import { readScenarios, reduceScenario, type Scenario } from './testing/read-scenario.js';

const scenarios = readScenarios();
const uncertain = new Map<string, Difference[]>();

describe('the events of a recording equal those that the real Codex sent', () => {
  it.each(scenarios.map((scenario) => [`${scenario.version} ${scenario.name}`, scenario] as const))(
    '%s',
    (_name, scenario) => {
      const got = reduceScenario(scenario)
        .map(({ event }) => event)
        .filter(({ event_type }) => !event_type.startsWith('tacho_'));
      const unfinished = unfinishedIds(scenario);
      const { differences, missing, extra } = compareEvents(
        scenario.events,
        got,
        (field) => field in unseenFields,
        (event) => isUnseen(event) || isUnfinished(event, unfinished),
      );
      expect({ missing, extra }).toEqual({ missing: [], extra: [] });
      const key = (field: string) => `${field}@${scenario.version}`;
      expect(differences.filter(({ field }) => !(key(field) in uncertainFields))).toEqual([]);
      for (const difference of differences) {
        uncertain.set(key(difference.field), [...(uncertain.get(key(difference.field)) ?? []), difference]);
      }
    },
  );

  it.each(Object.entries(uncertainFields))('no more than the known number of %s is wrong', (field, { atMost }) => {
    expect(uncertain.get(field)?.length ?? 0).toBeLessThanOrEqual(atMost);
  });

  it('the table of exceptions has not grown', () => {
    const entries = Object.keys(unseenEvents).length + Object.keys(unseenFields).length;
    const allowed = Object.values(uncertainFields).reduce((total, { atMost }) => total + atMost, 0);
    expect(entries + allowed).toBe(exceptionsSize);
  });
});

it('every type of event that the wire has occurs in a recording', () => {
  const recorded = new Set(scenarios.flatMap(({ events }) => events.map(({ event_type }) => event_type)));
  const wire = eventDefinitions.filter(({ own }) => !own).map(({ type }) => type as string);
  expect(wire.filter((type) => !recorded.has(type))).toEqual([]);
  expect(new Set(eventDefinitions.map(({ type }) => type)).size).toBe(eventDefinitions.length);
});

function isUnseen({ event_type, event_params }: WireEvent): boolean {
  return Object.keys(unseenEvents).some((key) => {
    const [, type, field, value] = /^(\w+)\[(\w+)=(.*)\]$/.exec(key) ?? [];
    return type === event_type && String(event_params[field!] ?? null) === value;
  });
}

/** Items and turns that began and whose end no message tells: the client left first. */
function unfinishedIds({ lines }: Scenario): ReadonlySet<string> {
  const open = new Set<string>();
  for (const line of lines) {
    const { m } = JSON.parse(line) as {
      m: { method?: string; params?: { item?: { id: string }; turn?: { id: string } } };
    };
    const id = m.params?.item?.id ?? m.params?.turn?.id;
    if (id === undefined) continue;
    if (m.method === 'item/started' || m.method === 'turn/started') open.add(id);
    if (m.method === 'item/completed' || m.method === 'turn/completed') open.delete(id);
  }
  return open;
}

function isUnfinished({ event_params }: WireEvent, unfinished: ReadonlySet<string>): boolean {
  const { item_id: itemId, turn_id: turnId } = event_params;
  return unfinished.has(String(itemId)) || unfinished.has(String(turnId));
}
