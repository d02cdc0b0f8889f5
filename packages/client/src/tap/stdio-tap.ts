import type { Readable, Writable } from 'node:stream';

import { startAgent, type AgentProcess } from './agent-process.js';
import { forward, type Watcher } from './forward.js';
import { openOwnStdout } from './own-stdio.js';
import { passSignalsOn } from './signals.js';
import { tailDelivered } from './tail-delivered.js';

/** What sees a copy of the traffic of one server. Nothing in it may throw. */
export interface TrafficWatchers {
  readonly clientToServer: Watcher;
  readonly serverToClient: Watcher;
}

/** What {@link runStdioTap} is told. */
export interface StdioTapOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Null: nobody looks. */
  readonly watchers: TrafficWatchers | null;
  /** The agent runs: time to load what only observation needs. */
  readonly onStarted?: () => void;
  /** Says why the agent could not be started. */
  readonly onStartFailure: (reason: string) => void;
  /** Whose input and output are tapped; those of this process when absent. */
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * Stands between a client and the agent that it would have started. Returns, once the last byte is delivered, the exit code
 * that the agent's end stands for.
 *
 * ```
 * our stdin ──► agent's stdin        end of input is passed on; an agent that stops reading stops our reading
 * our stdout ◄── agent's stdout      a client that stops reading ends the agent's pipe, as if we were not there
 * our stderr = agent's stderr
 * ```
 */
export async function runStdioTap(options: StdioTapOptions): Promise<number> {
  let running: AgentProcess | null = null;
  let pendingSignal: NodeJS.Signals | null = null;
  let giveUp: (() => void) | null = null;
  // Before the agent starts, so that no signal finds us without it.
  const stopSignals = passSignalsOn((signal) => {
    if (running === null) pendingSignal = signal;
    else if (giveUp === null) running.kill(signal);
    // The agent has ended, so the signal is for who still waits for its client.
    else if (signal !== 'SIGUSR2') giveUp();
  });
  try {
    const started = await startAgent(options.program, options.args);
    if (started.status === 'not_started') {
      options.onStartFailure(started.reason);
      return started.exitCode;
    }
    const { agent, exited } = started;
    running = agent;
    if (pendingSignal !== null) agent.kill(pendingSignal);
    const { watchers } = options;
    void forward(options.input ?? process.stdin, agent.stdin, watchers?.clientToServer ?? null);
    const output = options.output ?? openOwnStdout();
    const tail = forward(agent.stdout, output, watchers?.serverToClient ?? null);
    options.onStarted?.();
    const exitCode = await exited;
    const givenUp = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    await tailDelivered(agent.stdout, () => output.writableLength > 0, Promise.race([tail, givenUp]));
    return exitCode;
  } finally {
    stopSignals();
  }
}
