import type { Server } from 'node:net';

import type { Guard } from '../guard.js';
import type { Observation } from '../observation.js';
import { passSignalsOn } from '../signals.js';
import type { ListenAddress } from './address.js';
import { openListener } from './open-listener.js';

/** What {@link runListenTap} is told. */
export interface ListenTapOptions {
  readonly address: ListenAddress;
  /** A program that is started for each connection, or a server that runs already. */
  readonly behind:
    | { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] }
    | { readonly kind: 'server'; readonly address: ListenAddress };
  /** Watches one server. Null: nobody looks. */
  readonly observe: (() => Observation) | null;
  readonly guard: Guard;
  readonly onListening: (address: ListenAddress) => void;
  /** A connection could not be served; the next one may be. */
  readonly onRefused: (reason: string) => void;
}

/** After a signal, agents have this long to end; a second signal ends the wait. */
const stopGraceMs = 10_000;

/** Serves clients until a signal asks to stop. Throws when the address cannot be listened on. */
export async function runListenTap(options: ListenTapOptions): Promise<void> {
  const { behind, observe } = options;
  let stopAgents: (signal: NodeJS.Signals) => void = () => {};
  let running = (): number => 0;
  let onEnded = (): void => {};
  let server: Server;
  let shared: Observation | null = null;
  if (behind.kind === 'server') {
    const { createRelay } = await import('./relay.js');
    shared = observe?.() ?? null;
    server = createRelay({
      ...options,
      server: behind.address,
      observation: shared,
      onUnreachable: (code) => options.onRefused(`the server behind cannot be reached (${code})`),
    });
  } else {
    const { createBridge } = await import('./bridge.js');
    const bridge = createBridge({
      ...options,
      ...behind,
      onStartFailure: options.onRefused,
      onEnded: () => onEnded(),
    });
    ({ server } = bridge);
    stopAgents = bridge.signal;
    running = bridge.agents;
  }
  options.onListening(await openListener(server, options.address));
  await new Promise<void>((resolve) => {
    let stopping = false;
    const stopSignals = passSignalsOn((signal) => {
      if (signal === 'SIGUSR2') {
        stopAgents(signal);
        return;
      }
      const again = stopping;
      stopping = true;
      server.close();
      stopAgents(again ? 'SIGKILL' : signal);
      const done = (): void => {
        if (running() > 0 && !again) return;
        stopSignals();
        resolve();
      };
      onEnded = done;
      setTimeout(() => {
        // Whoever does not end when asked to would outlive us, and everybody who could end it.
        stopAgents('SIGKILL');
        stopSignals();
        resolve();
      }, stopGraceMs).unref();
      done();
    });
  });
  // Another connection of the shared server may still be open: what was seen is worked off, nothing is said to have ended.
  await shared?.settle();
}
