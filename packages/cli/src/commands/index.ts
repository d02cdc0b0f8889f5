import type { CommandDefinition } from '../command.js';

/**
 * The commands, in the order of `tacho help`. Loaded when named, so that starting is fast and a program that only taps
 * never needs what the collector needs.
 */
export const commands: Readonly<Record<string, () => Promise<CommandDefinition>>> = {
  start: () => import('./start.js').then((module) => module.start),
  serve: () => import('./serve.js').then((module) => module.serve),
  tap: () => import('./tap.js').then((module) => module.tap),
  import: () => import('./import.js').then((module) => module.importCommand),
  watch: () => import('./watch.js').then((module) => module.watch),
  reduce: () => import('./reduce.js').then((module) => module.reduce),
  report: () => import('./report.js').then((module) => module.report),
  thread: () => import('./thread.js').then((module) => module.thread),
  query: () => import('./query.js').then((module) => module.query),
  sql: () => import('./sql.js').then((module) => module.sql),
  prices: () => import('./prices.js').then((module) => module.prices),
  doctor: () => import('./doctor.js').then((module) => module.doctor),
  inspect: () => import('./inspect.js').then((module) => module.inspect),
  deadletter: () => import('./deadletter.js').then((module) => module.deadletter),
  store: () => import('./store.js').then((module) => module.store),
  forget: () => import('./forget.js').then((module) => module.forget),
};
