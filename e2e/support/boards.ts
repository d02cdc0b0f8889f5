/** Every board, by its name in the address and its title. */
export const boards = [
  ['overview', 'Overview'],
  ['threads', 'Threads'],
  ['usage', 'Tokens and cost'],
  ['turns', 'Turns'],
  ['tools', 'Tools'],
  ['approvals', 'Approvals'],
  ['guardian', 'Guardian'],
  ['audit', 'Audit list'],
  ['subagents', 'Sub-agents'],
  ['compactions', 'Compactions'],
  ['hooks', 'Hooks'],
  ['extensions', 'Extensions'],
  ['lines', 'Lines'],
  ['health', 'Data health'],
  ['sql', 'SQL'],
  ['definitions', 'Definitions'],
] as const;
