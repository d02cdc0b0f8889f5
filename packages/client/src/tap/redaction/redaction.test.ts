import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { createRecordingReader } from '../../facts/index.js';
import { createReducer, type Emission } from '../../reducer/index.js';
import type { Direction } from '../observation.js';
import { createRedactor } from './redact-message.js';

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

interface Row {
  readonly dir: Direction;
  readonly t: number;
  readonly conn?: number;
  readonly m: unknown;
}

const scenarios = ['0.137.0', '0.169.0'].flatMap((version) =>
  readdirSync(`${fixtures}${version}`).map((scenario) => `${version}/${scenario}`),
);

function rowsOf(scenario: string): readonly Row[] {
  const text = readFileSync(`${fixtures}${scenario}/rpc.jsonl`, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

function redacted(rows: readonly Row[]): readonly Row[] {
  const redact = createRedactor();
  return rows.map((row) => ({ ...row, m: redact(row.dir, row.conn ?? 1, row.m) }));
}

function strictEvents(rows: readonly Row[]): readonly unknown[] {
  const reducer = createReducer({ privacy: 'strict' });
  const out: Emission[] = [];
  const reader = createRecordingReader({ onFact: (fact) => out.push(...reducer.reduce(fact)) });
  for (const row of rows) reader.line(JSON.stringify(row));
  reader.end();
  out.push(...reducer.end(reader.lastAtMs));
  return out.map(({ event }) => event);
}

/** Puts a mark into every string that is no word of the protocol: one with a blank, a slash or an `@`, or a long one. */
function marked(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    const free = /[ /@\\]/.test(value) && key !== 'method' && key !== 'userAgent' && !value.startsWith('data:');
    return free ? `${value} canary${value.length}secret` : value;
  }
  if (Array.isArray(value)) return value.map((one) => marked(one, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, marked(one, name)]));
}

describe('a redacted recording', () => {
  test.each(scenarios)('gives the same events in strict privacy: %s', (scenario) => {
    const rows = rowsOf(scenario);
    expect(strictEvents(redacted(rows))).toEqual(strictEvents(rows));
  });

  test.each(scenarios)('holds no free text, path or URL: %s', (scenario) => {
    const text = JSON.stringify(redacted(rowsOf(scenario).map((row) => ({ ...row, m: marked(row.m) }))));
    expect(text).not.toMatch(/canary\d+secret/);
    expect(text).not.toMatch(/\/home\/|github\.com|https?:/);
  });
});
