import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { protocolLimits, tapLimits } from '../../limits.js';
import { startAgent, type AgentProcess } from '../agent-process.js';
import type { Observation } from '../observation.js';
import { tailDelivered } from '../tail-delivered.js';
import { sendLines } from './send-lines.js';

/** What {@link createBridge} is made with. */
export interface BridgeOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Called for each connection: it has a server of its own. Null: nobody looks. */
  readonly observe: (() => Observation) | null;
  readonly onStartFailure: (reason: string) => void;
  /** An agent has ended with this code, and all that it said is delivered and looked at. */
  readonly onEnded: (exitCode: number) => void;
}

/** Listens for clients and starts a server for each. */
export interface Bridge {
  readonly server: Server;
  /** Passes a signal on to all agents. */
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly agents: () => number;
}

/**
 * Starts one server for each connection and carries messages between the websocket of the client and the standard streams of
 * the server: a message is a line. Browsers are refused: any web page could speak to a port of this machine.
 */
export function createBridge(options: BridgeOptions): Bridge {
  const agents = new Set<AgentProcess>();
  let connections = 0;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 4 * protocolLimits.lineBytesMax,
  });
  const server = createServer((request, response) => {
    const healthy = request.url === '/healthz' || request.url === '/readyz';
    response.writeHead(healthy ? 200 : 426, { 'content-type': 'text/plain', connection: 'close' });
    response.end(healthy ? 'ok\n' : 'This is a websocket.\n');
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.origin !== undefined) {
      refuse(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      connections += 1;
      void serve(client, connections, options, agents);
    });
  });
  return {
    server,
    signal(signal) {
      for (const agent of agents) agent.kill(signal);
    },
    agents: () => agents.size,
  };
}

function refuse(socket: Duplex): void {
  // It may have hung up already.
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

async function serve(
  client: WebSocket,
  number: number,
  options: BridgeOptions,
  agents: Set<AgentProcess>,
): Promise<void> {
  client.on('error', () => {});
  // What the client says before its agent runs waits in the socket.
  client.pause();
  const started = await startAgent(options.program, options.args);
  if (started.status === 'not_started') {
    options.onStartFailure(started.reason);
    client.resume();
    client.close(1011, 'the agent could not be started');
    return;
  }
  const { agent, exited } = started;
  agents.add(agent);
  const observation = options.observe?.() ?? null;
  // A number of its own, though it is the only one of its server: one recording holds them all.
  const connection = observation?.connection(number) ?? null;
  agent.stdin.on('error', () => agent.stdin.destroy());
  agent.stdin.on('drain', () => client.resume());
  // Whoever waited for room here is heard again, or its leaving would never be noticed.
  agent.stdin.once('close', () => client.resume());
  client.on('message', (data) => {
    // `nodebuffer` is the binary type, so a message is one buffer.
    const message = data as Buffer;
    if (agent.stdin.destroyed) return;
    agent.stdin.write(asOneLine(message));
    const room = agent.stdin.write('\n');
    connection?.message('c2s', message);
    if (!room) client.pause();
  });
  client.resume();
  client.once('close', () => {
    agent.stdin.end();
    endLater(agent);
  });
  const tail = sendLines(agent.stdout, client, connection?.serverToClient ?? null);
  const exitCode = await exited;
  await tailDelivered(agent.stdout, () => client.readyState !== client.CLOSED && client.bufferedAmount > 0, tail);
  // Somebody else may keep it open: nothing that comes now is the agent's.
  agent.stdout.destroy();
  agents.delete(agent);
  client.close(exitCode === 0 ? 1000 : 1011);
  connection?.close();
  await observation?.end();
  options.onEnded(exitCode);
}

/** A line feed in JSON can only stand between its parts, where a blank says the same. */
function asOneLine(message: Buffer): Buffer {
  if (!message.includes(0x0a) && !message.includes(0x0d)) return message;
  return Buffer.from(message.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)));
}

function endLater(agent: AgentProcess): void {
  const ask = setTimeout(() => agent.kill('SIGTERM'), tapLimits.agentEndGraceMs);
  const force = setTimeout(() => agent.kill('SIGKILL'), 2 * tapLimits.agentEndGraceMs);
  agent.once('exit', () => {
    clearTimeout(ask);
    clearTimeout(force);
  });
}
