import { describe, expect, test } from 'vitest';

import type { Fact } from '../facts/index.js';
import { wholeFact } from './fact-shape.js';
import { factShapes } from './fact-shapes.js';
import { createTrackFunctions, type TrackFunctions } from './track-functions.js';

/** As a program without types calls it. */
type Untyped = Record<keyof TrackFunctions, (told: unknown) => void>;

function untyped() {
  const facts: Fact[] = [];
  const functions = createTrackFunctions(
    (fact) => facts.push(fact),
    () => 5,
  );
  return { facts, tell: functions as unknown as Untyped };
}

const place = { threadId: 't', turnId: 'u' };

describe('a fact of a program without types', () => {
  test('has null for what may be null and was left out', () => {
    const { facts, tell } = untyped();
    tell.trackHookRun({ hookName: 'Stop', hookSource: 'user', status: 'completed' });
    tell.trackSkillInvocations({ ...place, invocations: [{ skillName: 's', invokeType: 'explicit' }] });
    tell.trackAppUsed({ ...place, invokeType: 'explicit' });
    tell.trackAppUsed({ ...place, invokeType: 'explicit' });
    const nothing = { model: null, threadId: null, turnId: null, handlerType: null, executionMode: null };
    const app = { ...place, kind: 'appUsed', atMs: 5, model: null, connectorId: null, appName: null };
    expect(facts).toEqual([
      { kind: 'hookRun', atMs: 5, hookName: 'Stop', hookSource: 'user', status: 'completed', ...nothing },
      {
        ...place,
        kind: 'skillInvoked',
        atMs: 5,
        model: null,
        invocations: [
          { skillName: 's', invokeType: 'explicit', skillId: null, scope: null, pluginId: null, repoUrl: null },
        ],
      },
      { ...app, invokeType: 'explicit' },
      { ...app, invokeType: 'explicit' },
    ]);
  });

  test.each<[keyof TrackFunctions, unknown, string]>([
    ['trackHookRun', undefined, 'the fact'],
    ['trackHookRun', { hookSource: 'user', status: 'completed' }, 'hookName'],
    ['trackHookRun', { hookName: 7, hookSource: 'user', status: 'completed' }, 'hookName'],
    ['trackHookRun', { model: 7, hookName: 'Stop', hookSource: 'user', status: 'completed' }, 'model'],
    ['trackProject', { threadId: 't', atMs: 'now' }, 'atMs'],
    ['trackTurnSubmitted', { ...place, connectionId: 1, numInputImages: Number.NaN }, 'numInputImages'],
    ['trackTurnResolvedConfig', place, 'config'],
    ['trackTurnResolvedConfig', { ...place, config: {} }, 'config.numInputImages'],
    ['trackTurnTokenUsage', { ...place, usage: { inputTokens: 1 } }, 'usage.cachedInputTokens'],
    ['trackSkillInvocations', place, 'invocations'],
    ['trackSkillInvocations', { ...place, invocations: [{ skillName: 's' }] }, 'invocations.invokeType'],
    ['trackPluginUsed', { ...place, plugin: { connectorIds: [1] } }, 'plugin.connectorIds'],
  ])('is refused by %s when it is %j: %s', (name, told, field) => {
    const { facts, tell } = untyped();
    expect(() => tell[name](told)).toThrow(expect.objectContaining({ name: 'MisshapenFact', field }));
    expect(facts).toEqual([]);
  });

  test("is left as it is where nothing is missing, and its teller's own stays untouched", () => {
    const told = { threadId: 't', action: 'archived', connectionId: 1 } as const;
    expect(wholeFact(factShapes.threadArchived, told)).toEqual(told);
    const plugin = Object.freeze({ pluginId: 'p@m' });
    untyped().tell.trackPluginUsed(Object.freeze({ ...place, plugin }));
    expect(Object.keys(plugin)).toEqual(['pluginId']);
  });
});
