/** Parameters of a call of a tool that completed, unless they say otherwise. */
export const endedCall = (params: Readonly<Record<string, unknown>>) => ({
  terminal_status: 'completed',
  failure_kind: null,
  ...params,
});
