import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

import type { Fact } from '../facts/index.js';
import { silentLogger, type Logger } from '../logger.js';
import { createDisabledTachograph, createTachograph } from './create-tachograph.js';
import { openMachineId } from '../deliver/machine-id.js';
import { createObserveFunctions } from './observe-functions.js';
import { createTrackFunctions } from './track-functions.js';

const scratch = mkdtempSync(join(tmpdir(), 'tacho-library-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let opened = 0;
async function open(logger: Logger = silentLogger) {
  const path = join(scratch, `events-${++opened}.jsonl`);
  const tacho = await createTachograph({
    to: `file:${path}`,
    directory: join(scratch, 'data'),
    disabled: false,
    logger,
  });
  return {
    tacho,
    events: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const tracked = (): { facts: Fact[] } & ReturnType<typeof createTrackFunctions> => {
  const facts: Fact[] = [];
  return {
    facts,
    ...createTrackFunctions(
      (fact) => facts.push(fact),
      () => 5,
    ),
  };
};

const observed = () => {
  const facts: Fact[] = [];
  const misshapen: string[] = [];
  const functions = createObserveFunctions(
    (fact) => facts.push(fact),
    () => 5,
    (kind) => misshapen.push(kind),
  );
  return { facts, misshapen, ...functions };
};

const place = { threadId: 't', turnId: 'u', model: null } as const;

describe('the intake of the library', () => {
  test('takes the messages that events come from, each with its connection', () => {
    const { facts, observeClientRequest, observeClientResponse, observeErrorResponse } = observed();
    observeClientRequest(3, 1, 'turn/start', { threadId: 't', input: [] });
    observeClientResponse(3, 1, 'turn/start', { turn: { id: 'u' } });
    observeErrorResponse(3, 2, { code: -32600, message: 'no active turn' });
    expect(facts.map((fact) => [fact.kind, 'connectionId' in fact && fact.connectionId])).toEqual([
      ['clientRequest', 3],
      ['clientResponse', 3],
      ['errorResponse', 3],
    ]);
  });

  test('leaves out what floods a queue, by its method alone', () => {
    const { facts, misshapen, ...library } = observed();
    for (const method of ['item/agentMessage/delta', 'item/commandExecution/outputDelta', 'command/exec/outputDelta']) {
      library.observeNotification(method, new Proxy({}, { get: () => expect.unreachable('nobody looks inside') }));
    }
    library.observeClientRequest(1, 1, 'model/list', {});
    library.observeServerRequest(1, 1, 'mcpServer/elicitation/request', {});
    expect(facts).toEqual([]);
    expect(misshapen).toEqual([]);
  });

  test('excludes broadcasts', () => {
    const { facts, observeServerRequest } = observed();
    const params = { threadId: 't', turnId: 'u', itemId: 'i', startedAtMs: 1 };
    observeServerRequest(null, 0, 'item/fileChange/requestApproval', params);
    expect(facts).toEqual([]);
    observeServerRequest(2, 0, 'item/fileChange/requestApproval', params);
    expect(facts).toHaveLength(1);
  });

  test('takes the effective grant for the answer to a request for permissions', () => {
    const { facts, observeServerResponse, observeEffectivePermissions } = observed();
    observeServerResponse(0, 'item/permissions/requestApproval', { permissions: {}, scope: 'turn' });
    observeEffectivePermissions(0, { granted: true, scope: 'session' });
    expect(facts).toEqual([
      {
        kind: 'effectivePermissionsResponse',
        atMs: 5,
        completedAtMs: 5,
        requestId: 0,
        granted: true,
        scope: 'session',
      },
    ]);
  });

  test('counts a message of a shape that we do not know', () => {
    const { facts, misshapen, observeNotification } = observed();
    observeNotification('turn/completed', { threadId: 7 });
    expect([facts, misshapen]).toEqual([[], ['notification']]);
  });
});

describe('facts that no message carries', () => {
  test('come with the time that was given, else with now', () => {
    const { facts, trackGoalChanged } = tracked();
    const goal = { threadId: 't', turnId: null, goalId: null, eventKind: 'created', goalStatus: 'active' } as const;
    const rest = { hasTokenBudget: false, cumulativeTokens: null, cumulativeTimeSeconds: null } as const;
    trackGoalChanged({ ...goal, ...rest });
    trackGoalChanged({ ...goal, ...rest, atMs: 9 });
    expect(facts.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['goalChanged', 5],
      ['goalChanged', 9],
    ]);
  });

  test('are none for empty lists', () => {
    const { facts, trackSkillInvocations, trackAppMentions } = tracked();
    trackSkillInvocations({ ...place, invocations: [] });
    trackAppMentions({ ...place, mentions: [] });
    expect(facts).toEqual([]);
  });

  test('an app is used once a turn for each connector, and every time without one', () => {
    const { facts, trackAppUsed } = tracked();
    const use = (turnId: string, connectorId: string | null): void =>
      trackAppUsed({ ...place, turnId, connectorId, appName: null, invokeType: 'explicit' });
    for (const [turn, connector] of [
      ['u', 'c'],
      ['u', 'c'],
      ['v', 'c'],
      ['u', 'd'],
      ['u', null],
      ['u', null],
    ] as const) {
      use(turn, connector);
    }
    expect(facts).toHaveLength(5);
  });

  test('a plugin is used once a turn, in whatever thread', () => {
    const { facts, trackPluginUsed } = tracked();
    const plugin = {
      pluginId: 'p@m',
      remotePluginId: null,
      pluginName: null,
      marketplaceName: null,
      hasSkills: null,
      mcpServerCount: null,
      connectorIds: null,
      mcpServerNames: null,
    };
    trackPluginUsed({ ...place, plugin });
    trackPluginUsed({ ...place, threadId: 'other', plugin });
    trackPluginUsed({ ...place, turnId: 'v', plugin });
    expect(facts).toHaveLength(2);
  });

  test('the memory of uses is emptied when it holds 4096 and another comes', () => {
    const { facts, trackAppUsed } = tracked();
    const use = (turn: number): void =>
      trackAppUsed({ ...place, turnId: String(turn), connectorId: 'c', appName: null, invokeType: 'explicit' });
    for (let turn = 0; turn < 4096; turn++) use(turn);
    use(0);
    expect(facts).toHaveLength(4096);
    use(4096);
    use(0);
    expect(facts).toHaveLength(4098);
  });
});

describe('createTachograph', () => {
  test('delivers the events of what it is told, and counts', async () => {
    const { tacho, events } = await open();
    tacho.observeInitialize({
      connectionId: 1,
      productClientId: 'my_agent',
      clientName: null,
      clientVersion: null,
      rpcTransport: 'in_process',
      experimentalApiEnabled: null,
      runtime: { codexVersion: '0.137.0', os: null, osVersion: null, arch: null },
    });
    tacho.trackHookRun({
      ...place,
      hookName: 'PreToolUse',
      hookSource: 'user',
      status: 'completed',
      handlerType: null,
      executionMode: null,
    });
    await tacho.durable();
    expect(events().map((event) => event['event_type'])).toEqual(['codex_hook_run']);
    expect(tacho.counters()).toMatchObject({ facts: 2, events: 1 });
    await tacho.close();
  });

  test('counts what is not of its form instead of throwing it into the program, and goes on', async () => {
    const { tacho, events } = await open();
    // as a program without types might call it
    const untyped = tacho as unknown as Record<string, (...told: readonly unknown[]) => void>;
    const names = Object.keys(untyped).filter((name) => /^(track|observe(?!Traffic))/.test(name));
    for (const name of names) for (const told of [undefined, null, {}, { ...place }]) untyped[name]?.(told, told, told);
    expect(tacho.counters().anomalies).toMatchObject({ 'misshapen trackTurnResolvedConfig': 4 });
    tacho.trackHookRun({
      ...place,
      hookName: 'PreToolUse',
      hookSource: 'user',
      status: 'completed',
      handlerType: null,
      executionMode: null,
    });
    await tacho.close();
    expect(events().at(-1)).toMatchObject({ event_type: 'codex_hook_run', event_params: { thread_id: 't' } });
  });

  test('names what was left out to the logger, once, and writes nothing of it', async () => {
    const said: unknown[] = [];
    const say = (...words: unknown[]): void => void said.push(words);
    const { tacho, events } = await open({ ...silentLogger, warn: say });
    const compaction = { threadId: 't', turnId: 'u', trigger: 'auto' } as unknown;
    for (let n = 0; n < 3; n++) tacho.trackCompaction(compaction as Parameters<typeof tacho.trackCompaction>[0]);
    await tacho.close();
    expect(tacho.counters().anomalies).toEqual({ 'misshapen trackCompaction': 3 });
    const fields = { told: 'trackCompaction', field: 'startedAtMs' };
    expect(said).toEqual([['what was told lacks something and is left out', fields]]);
    expect(events()).toEqual([]);
  });

  test('says so when it is told something after its close', async () => {
    const { tacho } = await open();
    await tacho.close();
    await tacho.close();
    const run = { hookName: 'Stop', hookSource: 'user', status: 'completed', handlerType: null, executionMode: null };
    expect(() => tacho.trackHookRun({ ...place, ...run } as const)).toThrow(/after close/);
  });

  test('counts messages of no known form, of however many connections', async () => {
    const { tacho } = await open();
    for (let n = 0; n < 3; n++) tacho.observeTraffic('stdio').message('c2s', 1, 1, 'no message');
    expect(tacho.counters().anomalies).toEqual({ 'message of no known form': 3 });
    await tacho.close();
  });

  test('makes facts of both directions of a connection, for a client of an app-server', async () => {
    const { tacho, events } = await open();
    const traffic = tacho.observeTraffic('stdio');
    const fixture = fileURLToPath(new URL('../../../../fixtures/0.169.0/basic/rpc.jsonl', import.meta.url));
    for (const line of readFileSync(fixture, 'utf8').split('\n').filter(Boolean)) {
      const { dir, t, m } = JSON.parse(line) as {
        readonly dir: 'c2s' | 's2c';
        readonly t: number;
        readonly m: unknown;
      };
      traffic.message(dir, 1, t, m);
    }
    await tacho.close();
    expect(events().filter((event) => event['event_type'] === 'codex_turn_event')).toHaveLength(2);
  });

  test('does nothing when disabled: no folder, no file, no event', async () => {
    const directory = join(scratch, 'never');
    const tacho = await createTachograph({ to: `file:${join(directory, 'x')}`, directory, disabled: true });
    tacho.observeNotification('turn/completed', {});
    tacho.trackSkillInvocations({ ...place, invocations: [] });
    await tacho.durable();
    await tacho.flush();
    await tacho.close();
    expect(tacho.enabled).toBe(false);
    expect(tacho.counters()).toEqual({ facts: 0, events: 0, anomalies: {}, delivery: null });
    expect(existsSync(directory)).toBe(false);
    expect(Object.keys(createDisabledTachograph()).sort()).toEqual(Object.keys((await open()).tacho).sort());
  });
});

describe('the id of a data directory', () => {
  test('is made once, for its owner alone, and stays', async () => {
    const folder = join(scratch, 'id');
    const [first, second] = await Promise.all([openMachineId(folder), openMachineId(folder)]);
    expect(second).toBe(first);
    expect(await openMachineId(folder)).toBe(first);
    expect(statSync(join(folder, 'machine-id')).mode & 0o777).toBe(0o600);
  });

  test('is asked for in vain where nothing can be written', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    await expect(openMachineId(join(file, 'below'))).rejects.toMatchObject({ code: 'spool_not_writable' });
  });
});
