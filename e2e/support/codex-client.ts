import { until } from './until.js';

/** A message of the app-server protocol, as far as a client looks at it. */
export type RpcMessage = {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
};

/** What carries messages between a client and a server, one JSON text at a time. */
export interface MessagePipe {
  send(text: string): void;
  /** Called once, before the first message. */
  onMessage(listener: (text: string) => void): void;
  close(): void;
}

/** What a turn said of itself when it ended. */
export type EndedTurn = { readonly id: string; readonly status: string };

export type CodexClient = {
  /** Everything that the server sent, in order. */
  readonly received: readonly RpcMessage[];
  request(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>>;
  notify(method: string, params?: unknown): void;
  /** The handshake. */
  initialize(name?: string): Promise<void>;
  startThread(params: Readonly<Record<string, unknown>>): Promise<string>;
  startTurn(threadId: string, prompt: string, params?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Waits for the first message of the server that fits. */
  sees(what: string, fits: (message: RpcMessage) => boolean): Promise<RpcMessage>;
  turnEnds(turnId: string): Promise<EndedTurn>;
  close(): void;
};

/** A small client of `codex app-server`. Every approval that the server asks for is given. */
export function createCodexClient(pipe: MessagePipe): CodexClient {
  const received: RpcMessage[] = [];
  let requestsSent = 0;
  const send = (message: unknown): void => pipe.send(JSON.stringify(message));
  pipe.onMessage((text) => {
    const message: RpcMessage = JSON.parse(text);
    received.push(message);
    if (message.id !== undefined && message.method !== undefined) {
      send({ id: message.id, result: { decision: 'accept' } });
    }
  });

  const client: CodexClient = {
    received,
    async request(method, params) {
      const id = (requestsSent += 1);
      send({ id, method, params });
      const response = await client.sees(
        `the server answers ${method}`,
        (message) => message.id === id && message.method === undefined,
      );
      if (response.result === undefined) throw new Error(`${method}: ${response.error?.message}`);
      return response.result;
    },
    notify(method, params) {
      send(params === undefined ? { method } : { method, params });
    },
    async initialize(name = 'acme_editor') {
      await client.request('initialize', {
        clientInfo: { name, title: 'Acme Editor', version: '4.2.0' },
        capabilities: { experimentalApi: true },
      });
      client.notify('initialized');
    },
    async startThread(params) {
      const { thread } = await client.request('thread/start', params);
      return idOf(thread);
    },
    async startTurn(threadId, prompt, params = {}) {
      const input = [{ type: 'text', text: prompt, text_elements: [] }];
      const { turn } = await client.request('turn/start', { threadId, input, ...params });
      return idOf(turn);
    },
    sees: (what, fits) => until(what, () => received.find(fits), { seen: () => received.slice(-3) }),
    async turnEnds(turnId) {
      const message = await client.sees(
        `turn ${turnId} ends`,
        ({ method, params }) => method === 'turn/completed' && idOf(params?.['turn']) === turnId,
      );
      return message.params?.['turn'] as EndedTurn;
    },
    close: pipe.close,
  };
  return client;
}

function idOf(value: unknown): string {
  return (value as { readonly id: string }).id;
}
