import type { Guard } from '@tachograph/client/tap';

/** What escapes from our own code must not end the process: the agent's traffic runs through it. */
export function shieldProcess(guard: Guard): void {
  process.on('uncaughtException', guard.fault);
  process.on('unhandledRejection', guard.fault);
}
