import type { CommandDefinition } from '../command.js';

/**
 * The commands, in the order of `tacho help`. Loaded when named, so that starting is fast and a program that only taps
 * never needs what the collector needs.
 */
export const commands: Readonly<Record<string, () => Promise<CommandDefinition>>> = {
  report: () => import('./report.js').then((module) => module.report),
  query: () => import('./query.js').then((module) => module.query),
  sql: () => import('./sql.js').then((module) => module.sql),
  doctor: () => import('./doctor.js').then((module) => module.doctor),
};
