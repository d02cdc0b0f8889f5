import { existsIn } from '../../protocol/index.js';
import { arrayOf, objectOf, parseObject, stringOf } from '../json-value.js';
import type { RolloutRecord } from '../records/record.js';
import { agentCallItem, unwrittenAgentCall } from './agent-calls.js';
import { commandTextOf } from './call-arguments.js';
import { commandItem, continuedItem, refusedItem } from './command-output.js';
import { dynamicToolItem } from './dynamic-calls.js';
import { onSkillCommand } from './skills.js';
import type { ThreadContext } from './thread-context.js';
import { runningTurn } from './thread-context.js';
import type { CallState, TurnState } from './thread-state.js';
import { tellItem } from './items.js';
import type { ToldItem } from './items.js';
import { isReported } from './reported.js';

/** The model called a tool. */
export function onCall(context: ThreadContext, record: Extract<RolloutRecord, { kind: 'call' }>, atMs: number): void {
  const { state } = context;
  const turn = runningTurn(context);
  if (state.callsSinceUse === 0) state.lengthSinceUse = 0;
  state.callsSinceUse++;
  if (turn === null) return;
  if (turn.callIds.some((id) => state.calls[id]?.outputAtMs !== null)) turn.longestWallMs = 0;
  const isScript = isScriptCall(record);
  if (isScript) state.scripts++;
  state.calls[record.callId] = {
    callId: record.callId,
    turnId: turn.turnId,
    name: record.name,
    namespace: record.namespace,
    input: record.input,
    isCustom: record.isCustom,
    atMs,
    responseIndex: turn.responses.length,
    cell: isScript ? state.scripts : null,
    parentCallId: null,
    isInner: false,
    hasItem: false,
    isRefused: false,
    outputAtMs: null,
    completedAtMs: null,
    rootTurnId: turn.rootTurnId,
    settings: turn.context,
    itemKind: null,
  };
  turn.callIds.push(record.callId);
}

/** A script of code mode: its inner calls are items of their own. */
function isScriptCall(record: { readonly name: string; readonly isCustom: boolean }): boolean {
  return record.isCustom && record.name === 'exec';
}

/** The model got its answer: what has no end record of its own ends here. */
export function onCallOutput(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'callOutput' }>,
  atMs: number,
): void {
  const { state } = context;
  const call = state.calls[record.callId];
  const turn = runningTurn(context);
  if (call === undefined || turn === null) return;
  // most tools wait for the call before them
  const freeAtMs = Math.max(call.atMs, turn.lastOutputAtMs ?? 0);
  call.outputAtMs = atMs;
  turn.lastOutputAtMs = atMs;
  const session = goesOn.exec(record.text)?.[1];
  const isCut = /^Wall time: [\d.]+ seconds\naborted by user/.test(record.text);
  if (call.name === 'exec_command' && (session !== undefined || isCut))
    state.sessions[session ?? call.callId] = call.callId;
  const last = turn.responses[turn.responses.length - 1];
  if (last !== undefined) last.outputAtMs = atMs;
  for (const part of arrayOf(record.output)) {
    const url = stringOf(objectOf(part)?.image_url);
    if (url !== null) turn.images.push({ role: null, itemId: call.callId, url });
  }
  if (!isReported(context)) return;
  const command = commandTextOf(call);
  if (command !== null && !record.text.startsWith('failed to parse')) onSkillCommand(context, turn, command, atMs);
  if (call.hasItem) return;
  if (existsIn(state.wire, '0.169.0')) tellLaterKinds(context, turn, call, record, atMs);
  else tellFromOutput(context, turn, call, record, { atMs, freeAtMs });
}

/** 0.137: commands, agents and dynamic tools leave nothing but their call and its output. */
function tellFromOutput(
  context: ThreadContext,
  turn: TurnState,
  call: CallState,
  record: Extract<RolloutRecord, { kind: 'callOutput' }>,
  { atMs, freeAtMs }: { readonly atMs: number; readonly freeAtMs: number },
): void {
  const agent = agentCallItem(context, call, record.text, atMs);
  if (agent?.isSpawn === true) {
    turn.spawns.push({ callId: call.callId, text: record.text, atMs });
    return;
  }
  const item =
    agent ??
    commandItem(turn, call, record.text, atMs) ??
    sessionItem(context, call, record.text, atMs) ??
    dynamicToolItem(context, freeAtMs, call, record, atMs);
  if (item === null) return;
  if (item.completedAtMs > atMs) turn.lateItems.push(item);
  else tellItem(context, { ...item, turnId: turn.turnId });
}

/** What the model is told of a process that goes on. */
const goesOn = /^Chunk ID: \w+\nWall time: [\d.]+ seconds\nProcess running with session ID (\d+)\n/;

/** `write_stdin` to a process: the item is that of the command which started it. */
function sessionItem(context: ThreadContext, call: CallState, text: string, atMs: number): ToldItem | null {
  const { calls, sessions } = context.state;
  if (call.name !== 'write_stdin') return null;
  const session = String(parseObject(call.input)?.session_id);
  const origin = calls[sessions[session] ?? ''];
  if (origin === undefined) return null;
  // what ends after the turn of a client is reported no more
  const isOver = origin.turnId !== context.state.turn?.turnId && !context.state.meta.isSubagent;
  const item = continuedItem(origin, text, atMs);
  if (item !== null) delete sessions[session];
  return isOver ? null : item;
}

/** When a call began: with the end of the answer that made it; a script waits for the one before it. */
function startOf({ state }: ThreadContext, turn: TurnState, call: CallState): number {
  const answeredAtMs = turn.responses[call.responseIndex]?.atMs ?? call.atMs;
  if (call.cell === null) return answeredAtMs;
  const before = turn.callIds
    .map((id) => state.calls[id])
    .find((other) => other?.cell === (call.cell ?? 0) - 1 && !other.isInner);
  return Math.max(answeredAtMs, before?.outputAtMs ?? 0);
}

/** 0.169 writes items; what has none are scripts, lists of agents and control tools. */
function tellLaterKinds(
  context: ThreadContext,
  turn: TurnState,
  call: CallState,
  record: Extract<RolloutRecord, { kind: 'callOutput' }>,
  atMs: number,
): void {
  const { state } = context;
  const refused = refusedItem(turn, call, record.text, atMs);
  if (refused !== null) {
    Object.assign(call, { isRefused: true, itemKind: 'commandExecution' });
    return tellItem(context, { ...refused, turnId: turn.turnId });
  }
  const ids = { threadId: state.meta.threadId, turnId: turn.turnId, itemId: call.callId };
  const startedAtMs = startOf(context, turn, call);
  if (call.cell !== null) {
    const status = record.text.startsWith('aborted by user') ? 'interrupted' : scriptStatus(record.text);
    const item = {
      type: 'dynamicToolCall' as const,
      id: call.callId,
      tool: call.name,
      status,
      success: status === 'completed',
      durationMs: atMs - startedAtMs,
      contentItems: null,
    };
    return tellItem(context, { turnId: turn.turnId, item, startedAtMs, completedAtMs: atMs, isHidden: true });
  }
  const agentCall = unwrittenAgentCall(context, call, record.text);
  if (agentCall !== null) {
    const agentStates = { total: 0, completed: 0, failed: 0 };
    context.tellHidden({
      kind: 'agentToolCall',
      atMs,
      ...beside(context),
      ...ids,
      toolName: call.name,
      ...agentCall,
      requestedModel: null,
      requestedReasoningEffort: null,
      agentStates,
      startedAtMs,
      completedAtMs: atMs,
    });
    return;
  }
  if (controlTools.has(call.name) && call.namespace === null && !record.text.startsWith('unsupported call')) {
    // they answer in JSON, or with a sentence about what was wrong; an image that was viewed is an item
    const success = call.name !== 'view_image' && parseObject(record.text) !== null;
    const tell = call.name === 'request_user_input' ? context.tell : context.tellHidden;
    tell({
      kind: 'controlToolCall',
      atMs,
      ...beside(context),
      ...ids,
      toolName: call.name,
      success,
      ...(record.text.startsWith('aborted by user') ? { interrupted: true } : {}),
      startedAtMs,
      completedAtMs: atMs,
    });
  }
}

/** Beside traffic these are additions to what it implies, and must not stand for all of it. */
function beside(context: ThreadContext): { readonly implied?: true } {
  return context.isAlone ? {} : { implied: true };
}

/** Tools of the core itself that are no items; `view_image` is one and comes as an item. */
const controlTools = new Set(['request_user_input', 'view_image', 'create_goal', 'update_goal', 'get_goal']);

function scriptStatus(text: string): 'failed' | 'completed' {
  return text.startsWith('Script failed') ? 'failed' : 'completed';
}
