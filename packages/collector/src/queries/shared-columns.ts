import type { QueryColumn, QueryParam, SqlInput } from './define-query.js';

const count = (unit: string, description: string) =>
  ({ kind: 'int', unit, description }) as const satisfies QueryColumn;

/** Columns made by `activityCounts`. */
export const activityColumns = {
  turns: count('turns', 'Turns that ended (`codex_turn_event`), those of sub-agents where the agent reports them.'),
  tool_calls: count(
    'tool_calls',
    'Calls of tools that ended: commands, patches, MCP, dynamic and control tools, sub-agents, web searches, images.',
  ),
  commands: count(
    'commands',
    'Commands that ended (`codex_command_execution_event`), failed and refused ones included.',
  ),
  file_changes: count(
    'file_changes',
    'Patches that ended (`codex_file_change_event`), failed and refused ones included.',
  ),
  failed_turns: count('turns', 'Turns with status `failed`. Interrupted ones are none.'),
  failed_tool_calls: count(
    'tool_calls',
    'Calls of tools with terminal status `failed`: a command with an exit code other than 0, a tool error. Refused ones are none.',
  ),
  failures: count('failures', 'Failed turns and failed calls of tools together.'),
} as const;

/** Columns made by `tokenSums`. */
export const tokenColumns = {
  input_tokens: count('tokens', 'Tokens sent to models, cached ones included.'),
  cached_input_tokens: count('tokens', 'Those of the input that the provider had cached.'),
  cache_write_input_tokens: count(
    'tokens',
    'Those of the input that were written to the cache; 0 where nothing tells.',
  ),
  output_tokens: count('tokens', 'Tokens that models made, reasoning included.'),
  reasoning_output_tokens: count('tokens', 'Those of the output that were reasoning.'),
  total_tokens: count(
    'tokens',
    'Input and output together. Each use counts once: `tacho_model_response`, and the turn event where a turn has none.',
  ),
  cost_usd: {
    kind: 'float',
    unit: 'USD',
    description:
      'Estimate at list price (standard tier), with your own prices in their place: `tacho prices` shows them. Tokens without a price are left out and counted as unpriced; null when none has one. Not what a subscription pays.',
  },
  unpriced_tokens: count('tokens', 'Tokens of models whose price is not known.'),
} as const;

/** The dimension that tokens are split by. */
export const keyParam = {
  kind: 'string',
  description: 'What to split by: model, client, project, purpose, thread_source or account.',
  fallback: 'model',
  values: ['model', 'client', 'project', 'purpose', 'thread_source', 'account'],
} as const satisfies QueryParam;

/** Columns that {@link chosenKey} looks at, beside the model. */
export const keyColumns = ['client', 'project', 'purpose', 'thread_source', 'account'] as const;

/** SQL: the value of the dimension that {@link keyParam} names, of a row of `token_uses`. */
export function chosenKey({ param }: SqlInput): string {
  const others = keyParam.values.filter((name) => name !== keyParam.fallback);
  return `multiIf(${others.map((name) => `${param('by')} = '${name}', ${name}`).join(', ')}, ${keyParam.fallback})`;
}
