import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import type { Emission, PrivacyMode } from '../reducer/index.js';
import { mayCarry, programsAndModels } from '../reducer/testing/canary-fields.js';
import { reduceRolloutTree } from './reduce-rollouts.js';
import { createScratch } from './testing/session-logs.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const scratch = createScratch();
afterAll(() => scratch.remove());

/** What the envelope takes over: names of programs and models; the project is asked for by whoever reads the logs. */
const inContext = new Set(['client', 'model', 'threadSource']);

/** The trees of session logs of all recordings, each with canaries in its texts. */
const trees = readdirSync(fixtures)
  .filter((version) => /^\d/.test(version))
  .flatMap((version) => readdirSync(join(fixtures, version)).map((name) => join(version, name)))
  .filter((name) => existsSync(join(fixtures, name, 'rollouts')))
  .map((name) => copyWithCanaries(name));

describe.each(['wire', 'strict'] as const)('in %s privacy', (privacy) => {
  it('no text, path, URL, command, argument or diff of a session log gets into an event, a count or a reason', () => {
    const allowed = new Set([...programsAndModels, ...(privacy === 'wire' ? mayCarry : [])]);
    let events = 0;
    for (const tree of trees) {
      const { emissions, told } = reduce(tree, privacy);
      events += emissions.length;
      const inEvents = emissions.flatMap(({ event }) => carriers(event, ''));
      const inContexts = emissions.flatMap(({ context }) => carriers(context, ''));
      expect(inEvents.filter((field) => !allowed.has(field))).toEqual([]);
      expect(inContexts.filter((field) => !inContext.has(field))).toEqual([]);
      expect(told.filter((text) => text.includes('canary'))).toEqual([]);
    }
    expect(events).toBeGreaterThan(1000);
  });
});

function reduce(tree: string, privacy: PrivacyMode) {
  const emissions: Emission[] = [];
  const { skipped, anomalies } = reduceRolloutTree(tree, (emission) => emissions.push(emission), { privacy });
  return { emissions, told: [...anomalies.keys(), ...skipped.counts.keys()] };
}

function copyWithCanaries(name: string): string {
  const from = join(fixtures, name, 'rollouts');
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.jsonl')) continue;
    const lines = readFileSync(join(from, file), 'utf8').split('\n').filter(Boolean);
    const marked = lines.map((line) => JSON.stringify(withCanaries(JSON.parse(line))));
    scratch.write(join(name, file), `${marked.join('\n')}\n`);
  }
  return join(scratch.path, name);
}

/** Words, numbers and ids are left; a path goes on below another one, everything else that is no single word ends with a canary. */
function withCanaries(value: unknown): unknown {
  if (typeof value === 'string') return withCanary(value);
  if (Array.isArray(value)) return value.map(withCanaries);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [/[/ ]/.test(key) ? `${key}-canary` : key, withCanaries(inner)]),
  );
}

function withCanary(text: string): string {
  if (/^[[{]/.test(text)) {
    try {
      return JSON.stringify(withCanaries(JSON.parse(text)));
    } catch {
      // No JSON after all.
    }
  }
  if (/^\/\S*$/.test(text)) return `/canary${text}`;
  if (/^[a-z]+:\/\//.test(text)) return text.replace('://', '://canary-');
  // Of a patch, every line that was added or taken away.
  if (text.includes('*** Begin Patch')) return text.replaceAll(/^([+-].*|\*\*\* \w+ File: .*)$/gm, '$1 canary');
  return /\s/.test(text) ? `${text} canary` : text;
}

/** Names of the fields in which a canary sits. */
function carriers(value: unknown, field: string): readonly string[] {
  if (typeof value === 'string') return value.includes('canary') ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((inner) => carriers(inner, field));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => carriers(inner, key));
}
