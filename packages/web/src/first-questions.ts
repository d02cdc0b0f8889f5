import type { QueryRows } from '@tachograph/collector/queries';

/**
 * What each board asks first, under the filters alone: asked while the script of the boards is on its way. The numbers on
 * top of a board are here; charts and lists are asked when they are drawn, so that they do not take the store's time from
 * the numbers. A name that its board does not ask would be asked in vain: a test counts the requests of each board.
 */
export const firstQuestions: Readonly<Record<string, readonly (keyof QueryRows)[]>> = {
  overview: ['overview'],
  turns: ['turns_daily'],
  tools: ['tools'],
  approvals: ['approvals'],
  guardian: ['guardian'],
  compactions: ['compactions'],
  hooks: ['hooks'],
  extensions: ['extensions'],
  lines: ['accepted_lines'],
  health: ['data_health'],
};
