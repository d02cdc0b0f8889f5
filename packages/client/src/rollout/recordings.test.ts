import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { WireEvent } from '../envelope/index.js';
import { compareEvents } from '../reducer/testing/compare-events.js';
import { readScenarios } from '../reducer/testing/read-scenario.js';
import type { Emission } from '../reducer/index.js';
import { reduceRolloutTree } from './reduce-rollouts.js';
import {
  exceptionsSize,
  hardEvents,
  hardFields,
  uncertainEvents,
  uncertainFields,
  unwrittenEvents,
  unwrittenFields,
} from './testing/exceptions.js';
import { logsIn, readRecordedLogs, threadIdOf, type RecordedLogs } from './testing/read-logs.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const scenarios = readScenarios().filter(({ version, name }) => existsSync(join(fixtures, version, name, 'rollouts')));
const wrong = new Map<string, number>();
let leaves = 0;

describe('the events of session logs alone equal those that the real Codex sent', () => {
  it.each(scenarios.map((scenario) => [`${scenario.version} ${scenario.name}`, scenario] as const))(
    '%s',
    (label, scenario) => {
      const folder = join(fixtures, scenario.version, scenario.name, 'rollouts');
      const comparison = compareLogs({ ...scenario, folder });
      leaves += comparison.leaves;
      const missing = comparison.missing.map(({ event_type: type }) => type);
      expect({ missing, extra: comparison.extra }).toEqual({
        missing: uncertainEvents[label]?.missing ?? [],
        extra: [],
      });
      for (const { field } of comparison.differences) {
        const key = `${field}@${scenario.version}`;
        wrong.set(key, (wrong.get(key) ?? 0) + 1);
      }
    },
  );

  it('no more fields than those in the table are wrong, and none more often', () => {
    const known = Object.fromEntries(Object.entries(uncertainFields).map(([key, { atMost }]) => [key, atMost]));
    const beyond = [...wrong].filter(([key, count]) => count > (known[key] ?? 0));
    expect(beyond).toEqual([]);
  });

  it('the table of exceptions has not grown', () => {
    const allowed = Object.values(uncertainFields).reduce((total, { atMost }) => total + atMost, 0);
    const entries = [unwrittenEvents, unwrittenFields, uncertainEvents].reduce(
      (total, table) => total + Object.keys(table).length,
      0,
    );
    expect(entries + allowed).toBe(exceptionsSize);
    expect(allowed / leaves).toBeLessThan(0.02);
  });
});

describe('the events of logs that are hard to read equal those that the real Codex sent', () => {
  it.each(readRecordedLogs().map((logs) => [`${logs.version} ${logs.name}`, logs] as const))('%s', (label, logs) => {
    const comparison = compareLogs(logs);
    const missing = comparison.missing.map(({ event_type: type }) => type);
    expect({ missing, extra: comparison.extra }).toEqual({ missing: hardEvents[label] ?? [], extra: [] });
    const wrongHere = new Set(comparison.differences.map(({ field }) => `${field}@${logs.version}`));
    const known = new Set([...Object.keys(uncertainFields), ...Object.keys(hardFields)]);
    expect([...wrongHere].filter((field) => !known.has(field))).toEqual([]);
  });
});

function compareLogs({ version, folder, events }: Omit<RecordedLogs, 'name'>): ReturnType<typeof compareEvents> {
  const emissions: Emission[] = [];
  const { skipped, files } = reduceRolloutTree(folder, (emission) => emissions.push(emission));
  expect({ skipped: [...skipped.counts], files }).toEqual({ skipped: [], files: logsIn(folder).length });
  const written = new Set(logsIn(folder).map(threadIdOf));
  const isExempt = (field: string) => isUnwrittenField(field, version);
  const mayMiss = (event: WireEvent) =>
    isUnwritten(event) || (event.event_params.thread_id != null && !written.has(String(event.event_params.thread_id)));
  const got = emissions.map(({ event }) => event).filter(({ event_type: type }) => !type.startsWith('tacho_'));
  return compareEvents(events, got, isExempt, mayMiss);
}

describe('delivery ids', () => {
  it('are unique, and the same at every reading', () => {
    for (const version of ['0.137.0', '0.169.0']) {
      for (const { name } of scenarios.filter((scenario) => scenario.version === version)) {
        const folder = join(fixtures, version, name, 'rollouts');
        const ids = idsOf(folder);
        expect(new Set(ids).size).toBe(ids.length);
        expect(idsOf(folder)).toEqual(ids);
      }
    }
  });
});

function idsOf(folder: string): readonly string[] {
  const ids: string[] = [];
  reduceRolloutTree(folder, ({ origin }) => ids.push(`${origin?.sessionId}.${origin?.byteOffset}.${origin?.index}`));
  return ids;
}

function isUnwrittenField(field: string, version: string): boolean {
  const leaf = field.slice(field.indexOf('.') + 1);
  return [field, leaf, `${field}@${version}`, `${leaf}@${version}`].some((key) => key in unwrittenFields);
}

function isUnwritten({ event_type: type, event_params: params }: WireEvent): boolean {
  return Object.keys(unwrittenEvents).some((key) => {
    const [, keyType, field, sign, value] = /^(\w+?)(?:\[(\w+?)(!?=)(.*)\])?$/.exec(key) ?? [];
    if (keyType !== type) return false;
    return field === undefined || (String(params[field] ?? null) === value) === (sign === '=');
  });
}
