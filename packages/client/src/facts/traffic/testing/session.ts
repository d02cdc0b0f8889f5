import { createReducer, type Emission } from '../../../reducer/index.js';
import type { Fact } from '../../fact.js';
import { createTrafficSource, type TrafficDirection } from '../source.js';

/** When the first message comes. */
export const startMs = 1_795_168_674_000;

/** A source and a reducer behind it; each message comes a millisecond after the one before. */
export function session(version = '0.137.0') {
  const facts: Fact[] = [];
  const emissions: Emission[] = [];
  const reducer = createReducer();
  const source = createTrafficSource({
    transport: 'websocket',
    emit(fact) {
      facts.push(fact);
      emissions.push(...reducer.reduce(fact));
    },
  });
  let atMs = startMs;
  const send = (direction: TrafficDirection, connection: number, message: unknown) =>
    source.message(direction, connection, atMs++, message);
  const userAgent = `first/${version} (Debian 12.0.0; x86_64) xterm`;
  return {
    facts,
    source,
    client: (message: unknown, connection = 1) => send('c2s', connection, message),
    server: (message: unknown, connection = 1) => send('s2c', connection, message),
    initialize(connection = 1, name = 'editor', id = 0) {
      send('c2s', connection, { id, method: 'initialize', params: { clientInfo: { name, version: '1' } } });
      send('s2c', connection, { id, result: { userAgent, platformOs: 'linux' } });
    },
    openThread(connection = 1, id = 1, threadId = 'thread-1') {
      send('c2s', connection, { id, method: 'thread/start', params: {} });
      send('s2c', connection, { id, result: threadAnswer(threadId) });
    },
    params: (type: string) =>
      emissions.filter(({ event }) => event.event_type === type).map(({ event }) => event.event_params),
    end: () => source.end(atMs),
  };
}

/** What a server says of a thread that it opened. */
export function threadAnswer(id: string, threadSource: string | null = null) {
  return {
    thread: { id, sessionId: id, ephemeral: false, createdAt: 1_795_168_674, source: 'vscode', threadSource },
    model: 'gpt-5.4',
    modelProvider: 'openai',
    approvalPolicy: 'on-request',
    sandbox: { type: 'workspaceWrite', networkAccess: false },
  };
}

/** A request for approval of a command, in the first turn of the first thread. */
export const approval = { threadId: 'thread-1', turnId: 'turn-1', itemId: 'call-1', startedAtMs: startMs };
export const askApproval = { id: 0, method: 'item/commandExecution/requestApproval', params: approval };
/** A notification of the first thread. */
export const notify = (method: string, params: object) => ({ method, params: { threadId: 'thread-1', ...params } });
