import type { Fact, FactOf, TurnConfig } from '../../facts/index.js';
import type { Item, ServerNotification } from '../../protocol/index.js';
import { createReducer, type Emission, type ReducerOptions } from '../index.js';

/** Facts for tests: what a small session tells, with values that can be overridden. */

export const atMs = 1_795_168_674_000;

/** A client introduces itself. */
export function initialize(overrides: Partial<FactOf<'initialize'>> = {}): Fact {
  return {
    kind: 'initialize',
    atMs,
    connectionId: 1,
    productClientId: 'editor',
    clientName: 'editor',
    clientVersion: '1.2.3',
    rpcTransport: 'stdio',
    experimentalApiEnabled: true,
    runtime: { codexVersion: '0.137.0', os: 'linux', osVersion: '12.0.0', arch: 'x86_64' },
    ...overrides,
  };
}

/** A thread begins. */
export function threadOpened(overrides: Partial<FactOf<'threadOpened'>> = {}): Fact {
  return {
    kind: 'threadOpened',
    atMs,
    connectionId: 1,
    threadId: 'thread-1',
    sessionId: 'thread-1',
    mode: 'new',
    model: 'gpt-5.4',
    ephemeral: false,
    threadSource: null,
    subagentSource: null,
    parentThreadId: null,
    forkedFromThreadId: null,
    createdAt: 1_795_168_674,
    ...overrides,
  };
}

/** A client submits a turn. */
export function turnSubmitted(overrides: Partial<FactOf<'turnSubmitted'>> = {}): Fact {
  return {
    kind: 'turnSubmitted',
    atMs,
    connectionId: 1,
    threadId: 'thread-1',
    turnId: 'turn-1',
    numInputImages: 0,
    ...overrides,
  };
}

/** The configuration of a turn is known. */
export function turnResolvedConfig(
  overrides: Partial<TurnConfig> = {},
  turnId = 'turn-1',
  threadId = 'thread-1',
): Fact {
  return {
    kind: 'turnResolvedConfig',
    atMs,
    threadId,
    turnId,
    config: {
      numInputImages: 0,
      submissionType: null,
      ephemeral: false,
      model: 'gpt-5.4',
      modelProvider: 'openai',
      sandboxPolicy: 'workspace_write',
      reasoningEffort: null,
      reasoningSummary: null,
      serviceTier: null,
      approvalPolicy: 'on-request',
      approvalsReviewer: 'user',
      sandboxNetworkAccess: false,
      collaborationMode: 'default',
      workspaceKind: null,
      isFirstTurn: true,
      activePluginIds: [],
      multiAgentVersion: 'v1',
      turnTrigger: null,
      ...overrides,
    },
  };
}

/** Any notification of the server. */
export function notification<M extends ServerNotification['method']>(
  method: M,
  params: Extract<ServerNotification, { method: M }>['params'],
): Fact {
  return { kind: 'notification', atMs, notification: { method, params } as ServerNotification };
}

/** A turn begins. */
export const turnStarted = (turnId = 'turn-1', threadId = 'thread-1'): Fact =>
  notification('turn/started', { threadId, turn: { id: turnId, startedAt: 1_795_168_674 } });

/** A turn ends after 0.9 s. */
export const turnCompleted = (turnId = 'turn-1', threadId = 'thread-1', status = 'completed'): Fact =>
  notification('turn/completed', {
    threadId,
    turn: { id: turnId, status, completedAt: 1_795_168_675, durationMs: 900 },
  });

/** An item begins. */
export const itemStarted = (item: Item, startedAtMs = atMs, turnId = 'turn-1', threadId = 'thread-1'): Fact =>
  notification('item/started', { threadId, turnId, startedAtMs, item });

/** An item ends, 0.1 s later if not said otherwise. */
export const itemCompleted = (item: Item, completedAtMs = atMs + 100, turnId = 'turn-1', threadId = 'thread-1'): Fact =>
  notification('item/completed', { threadId, turnId, completedAtMs, item });

/** A command that went well. */
export function command(overrides: Partial<Extract<Item, { type: 'commandExecution' }>> = {}): Item {
  return {
    id: 'call-1',
    type: 'commandExecution',
    source: 'unifiedExecStartup',
    status: 'completed',
    exitCode: 0,
    durationMs: 40,
    commandActions: [{ type: 'read' }, { type: 'unknown' }],
    ...overrides,
  };
}

/** A small session up to a running turn. */
export const runningTurn: readonly Fact[] = [
  initialize(),
  threadOpened(),
  turnSubmitted(),
  turnResolvedConfig(),
  turnStarted(),
];

/** What facts give, one after the other. */
export function reduce(facts: readonly Fact[], options?: ReducerOptions): readonly Emission[] {
  const reducer = createReducer(options);
  return facts.flatMap((fact) => reducer.reduce(fact));
}

/** Parameters of the events of one type. */
export function paramsOf(emissions: readonly Emission[], type: string): readonly Readonly<Record<string, unknown>>[] {
  return emissions.filter(({ event }) => event.event_type === type).map(({ event }) => event.event_params);
}
