import type { CommandDefinition } from '../command.js';

/**
 * The commands, in the order of `tacho help`. Loaded when named, so that starting is fast and a program that only taps
 * never needs what the collector needs.
 */
export const commands: Readonly<Record<string, () => Promise<CommandDefinition>>> = {
  tap: () => import('./tap.js').then((module) => module.tap),
  import: () => import('./import.js').then((module) => module.importCommand),
  watch: () => import('./watch.js').then((module) => module.watch),
  prices: () => import('./prices.js').then((module) => module.prices),
  report: () => import('./report.js').then((module) => module.report),
  query: () => import('./query.js').then((module) => module.query),
  thread: () => import('./thread.js').then((module) => module.thread),
  sql: () => import('./sql.js').then((module) => module.sql),
  start: () => import('./start.js').then((module) => module.start),
  serve: () => import('./serve.js').then((module) => module.serve),
  reduce: () => import('./reduce.js').then((module) => module.reduce),
  inspect: () => import('./inspect.js').then((module) => module.inspect),
  store: () => import('./store.js').then((module) => module.store),
  forget: () => import('./forget.js').then((module) => module.forget),
  deadletter: () => import('./deadletter.js').then((module) => module.deadletter),
  doctor: () => import('./doctor.js').then((module) => module.doctor),
};
