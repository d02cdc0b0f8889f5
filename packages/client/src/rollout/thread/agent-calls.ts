import { objectOf, parseObject, stringOf } from '../json-value.js';
import { stateWord } from '../records/items-generation.js';
import type { ThreadContext } from './thread-context.js';
import type { CallState, ThreadState } from './thread-state.js';
import type { ToldItem } from './items.js';

/** Names of the model's tools, and of the items that they make. */
const tools: Readonly<Record<string, string>> = {
  spawn_agent: 'spawnAgent',
  send_input: 'sendInput',
  send_message: 'sendInput',
  followup_task: 'sendInput',
  resume_agent: 'resumeAgent',
  wait_agent: 'wait',
  close_agent: 'closeAgent',
};

/** A call to an agent in 0.137, read off its arguments and its output. Null for other tools and refused arguments. */
export function agentCallItem(
  context: ThreadContext,
  call: CallState,
  text: string,
  atMs: number,
): (ToldItem & { readonly isSpawn: boolean }) | null {
  const tool = tools[call.name];
  if (tool === undefined || (call.namespace !== null && !call.namespace.startsWith('multi_agent'))) return null;
  const args = parseObject(call.input);
  const output = parseObject(text);
  // most refusals come before the call is announced; these come behind it
  const isRefusal = output === null && text !== '';
  if (isRefusal && !/^(agent with id \S+ not found|agent path .* already exists|collab )/.test(text)) return null;
  const states = statesOf(context, tool, args, output, text);
  const failed = isRefusal || Object.values(states).some((state) => failures.has(state));
  const spawned = tool === 'spawnAgent' ? Object.keys(states)[0] : undefined;
  const child = spawned === undefined ? undefined : context.threads.get(spawned);
  return {
    isSpawn: tool === 'spawnAgent',
    item: {
      type: 'collabAgentToolCall',
      id: call.callId,
      tool,
      status: failed ? 'failed' : 'completed',
      senderThreadId: context.state.meta.threadId,
      receiverThreadIds: Object.keys(states),
      model: tool === 'spawnAgent' ? spawnModel(context, spawned) : null,
      reasoningEffort: tool === 'spawnAgent' ? (child?.context?.effort ?? 'medium') : null,
      agentsStates: Object.fromEntries(Object.entries(states).map(([id, status]) => [id, { status }])),
    },
    // waiting is what the call is for; anything else is done when its answer is written
    startedAtMs: tool === 'wait' || tool === 'spawnAgent' ? call.atMs : atMs,
    completedAtMs: atMs,
  };
}

/** The model of the agent; that of its parent where its log is gone, and none where there is no agent. */
function spawnModel(context: ThreadContext, spawned: string | undefined): string {
  if (spawned === undefined) return '';
  return context.threads.get(spawned)?.context?.model ?? context.state.context?.model ?? '';
}

const failures = new Set(['errored', 'shutdown', 'notFound']);

/** State of each agent that the call reached. */
function statesOf(
  context: ThreadContext,
  tool: string,
  args: ReturnType<typeof parseObject>,
  output: ReturnType<typeof parseObject>,
  text: string,
): Readonly<Record<string, string>> {
  if (tool === 'wait') {
    const states = objectOf(output?.status) ?? {};
    return Object.fromEntries(Object.entries(states).map(([id, state]) => [id, camel(stateWord(state))]));
  }
  const missing = /agent with id (\S+) not found/.exec(text)?.[1];
  if (missing !== undefined) return { [missing]: 'notFound' };
  const named =
    stringOf(output?.agent_id) ?? stringOf(output?.task_name) ?? stringOf(args?.target) ?? stringOf(args?.id);
  const thread = named === null ? null : agentNamed(context, named);
  const id = thread?.meta.threadId ?? (named !== null && /^[0-9a-f-]{36}$/.test(named) ? named : null);
  if (id === null) return {};
  const told = output?.previous_status ?? output?.status;
  if (told !== undefined) return { [id]: camel(stateWord(told)) };
  if (tool === 'spawnAgent') return { [id]: 'pendingInit' };
  return { [id]: thread === null || thread.turn !== null ? 'running' : 'completed' };
}

/** Tools of multi-agent v2 whose calls are told in 0.169 also when they fail, which is then written as text alone. */
const tellingTools = new Set(['spawn_agent', 'send_message', 'followup_task', 'interrupt_agent', 'list_agents']);

/** A call of multi-agent v2 that left no item (0.169): one that failed, or a list of the agents. Null for other tools. */
export function unwrittenAgentCall(
  context: ThreadContext,
  call: CallState,
  text: string,
): { readonly failed: boolean; readonly receiverThreadIds: readonly string[] } | null {
  if (call.namespace !== 'collaboration' || !tellingTools.has(call.name)) return null;
  if (/^(unsupported call|aborted)/.test(text)) return null;
  const target = stringOf(parseObject(call.input)?.target);
  const thread = target === null ? null : agentNamed(context, target);
  return {
    failed: parseObject(text) === null,
    receiverThreadIds: thread === null ? [] : [thread.meta.threadId],
  };
}

/** A thread of the family by its id or by the name of its task, which is meant from the one that calls. */
function agentNamed(context: ThreadContext, name: string): ThreadState | null {
  const byId = context.threads.get(name);
  if (byId !== undefined) return byId;
  if (name === '/root') return context.threads.get(context.state.sessionId) ?? null;
  const full = name.startsWith('/') ? name : `${context.state.meta.agentPath ?? '/root'}/${name}`;
  return [...context.threads.values()].findLast((thread) => thread.meta.agentPath === full) ?? null;
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
