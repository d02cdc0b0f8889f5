/** Sums of events in plain code that shares nothing with the store and its queries. */

export type SentEvent = {
  readonly envelope: { readonly project: string; readonly client: string } & Readonly<Record<string, unknown>>;
  readonly event: { readonly event_type: string; readonly event_params: Readonly<Record<string, unknown>> };
};

export type ModelPrice = {
  readonly model: string;
  readonly inputUsd: number;
  readonly cachedInputUsd: number | null;
  readonly cacheWriteUsd: number | null;
  readonly outputUsd: number;
};

/** Numbers by the names of their columns, for each value of a key. */
export type Sums = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Adds up what `of` says of each item; items for which it says nothing are left out. */
export function sumBy<Item>(
  items: readonly Item[],
  of: (item: Item) => readonly [key: string, numbers: Readonly<Record<string, number>>] | null,
): Sums {
  const sums: Record<string, Record<string, number>> = {};
  for (const item of items) {
    const told = of(item);
    if (told === null) continue;
    const [key, numbers] = told;
    const sum = (sums[key] ??= {});
    for (const [name, value] of Object.entries(numbers)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sums;
}

/** All keys together. */
export function totalOf(sums: Sums): Readonly<Record<string, number>> {
  return sumBy(Object.values(sums), (numbers) => ['all', numbers])['all'] ?? {};
}

export function typeOf({ event }: SentEvent): string {
  return event.event_type;
}

export function textOf({ event }: SentEvent, name: string): string {
  const value = event.event_params[name];
  return typeof value === 'string' ? value : '';
}

export function numberOf({ event }: SentEvent, name: string): number {
  const value = event.event_params[name];
  return typeof value === 'number' ? value : 0;
}

/** One use of tokens, with what it cost. */
export type TokenUse = {
  readonly threadId: string;
  readonly model: string;
  readonly purpose: string;
  readonly from: SentEvent;
  readonly numbers: Readonly<Record<string, number>>;
};

/** Each answer of a model, and the turn events of turns that have none. */
export function tokenUses(events: readonly SentEvent[], prices: readonly ModelPrice[]): readonly TokenUse[] {
  const answered = new Set(events.filter((one) => typeOf(one) === 'tacho_model_response').map(turnOf));
  return events.flatMap((from) => {
    const isAnswer = typeOf(from) === 'tacho_model_response';
    if (!isAnswer && (typeOf(from) !== 'codex_turn_event' || answered.has(turnOf(from)))) return [];
    const input = numberOf(from, 'input_tokens');
    const output = numberOf(from, 'output_tokens');
    if (!isAnswer && input + output === 0) return [];
    const model = textOf(from, 'model');
    const numbers = {
      uses: 1,
      input_tokens: input,
      cached_input_tokens: numberOf(from, 'cached_input_tokens'),
      output_tokens: output,
      reasoning_output_tokens: numberOf(from, 'reasoning_output_tokens'),
      total_tokens: input + output,
      ...costOf(
        from,
        prices.find((one) => one.model === model),
      ),
    };
    return [{ threadId: textOf(from, 'thread_id'), model, purpose: textOf(from, 'purpose') || 'turn', from, numbers }];
  });
}

function costOf(from: SentEvent, price: ModelPrice | undefined): { cost_usd: number; unpriced_tokens: number } {
  const [input, cached, written, output] = [
    'input_tokens',
    'cached_input_tokens',
    'cache_write_input_tokens',
    'output_tokens',
  ].map((name) => numberOf(from, name)) as [number, number, number, number];
  if (price === undefined) return { cost_usd: 0, unpriced_tokens: input + output };
  const dollars =
    (input - cached - written) * price.inputUsd +
    cached * (price.cachedInputUsd ?? price.inputUsd) +
    written * (price.cacheWriteUsd ?? price.inputUsd) +
    output * price.outputUsd;
  return { cost_usd: dollars / 1_000_000, unpriced_tokens: 0 };
}

function turnOf(one: SentEvent): string {
  return `${textOf(one, 'thread_id')} ${textOf(one, 'turn_id')}`;
}

/** Root of each thread: the end of the chain of parents that the events of threads tell. */
export function rootsOf(events: readonly SentEvent[]): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  for (const one of events) {
    const parent = textOf(one, 'parent_thread_id');
    if (parent !== '') parents.set(textOf(one, 'thread_id'), parent);
  }
  const rootOf = (id: string): string => (parents.has(id) ? rootOf(parents.get(id) ?? '') : id);
  return new Map(events.map((one) => [textOf(one, 'thread_id'), rootOf(textOf(one, 'thread_id'))]));
}

const toolTypes =
  /^codex_(command_execution|file_change|mcp_tool_call|dynamic_tool_call|collab_agent_tool_call|web_search|image_generation|control_tool_call)_event$/;

/** Whether it tells of a call of a tool. */
export function isToolCall(one: SentEvent): boolean {
  return toolTypes.test(typeOf(one));
}

export function hasFailed(one: SentEvent): boolean {
  return textOf(one, 'terminal_status') === 'failed';
}
