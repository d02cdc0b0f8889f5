import { commandActions } from '../command-actions.js';
import { parseObject } from '../json-value.js';
import type { CallState, TurnState } from './thread-state.js';
import { commandTextOf } from './call-arguments.js';
import type { ToldItem } from './items.js';

/**
 * A finished command of 0.137, read off the text that the model got. Three kinds of text: a session of `exec_command` that
 * exited, a `shell_command` that exited, and a refusal. Everything else (still running, blocked by a hook, arguments that
 * don't parse) has no item.
 */
export function commandItem(turn: TurnState, call: CallState, text: string, atMs: number): ToldItem | null {
  const command = commandTextOf(call);
  if (command === null) return null;
  const end = call.name === 'exec_command' ? sessionEnd(turn, call, text) : shellEnd(call, text, atMs);
  return end === null ? null : itemOf(call, command, end, atMs);
}

/** A command that was refused, which no generation writes an item of. */
export function refusedItem(turn: TurnState, call: CallState, text: string, atMs: number): ToldItem | null {
  const command = commandTextOf(call);
  const end = command === null ? null : refusalOf(turn, text);
  if (command === null || end === null || end === undefined || end.source !== 'agent') return null;
  return itemOf(call, command, end, atMs);
}

/**
 * A command of the older shell tool (0.137) that asked to leave the sandbox and has no output when its turn is interrupted:
 * the user refused it, and the turn with it. Null for other calls.
 */
export function refusedWithTurn(call: CallState, atMs: number): ToldItem | null {
  const command = commandTextOf(call);
  if (command === null || call.name !== 'shell_command' || call.outputAtMs !== null || !isEscalated(call)) return null;
  return itemOf(call, command, declined, atMs);
}

/** A process that went on after its call, ended by what was written to it. */
export function continuedItem(call: CallState, text: string, atMs: number): ToldItem | null {
  const command = commandTextOf(call);
  const exit = exitOf(text);
  if (command === null || exit === null) return null;
  const status = exit.exitCode === 0 ? 'completed' : 'failed';
  const durationMs = atMs - call.atMs;
  return itemOf(
    call,
    command,
    { source: 'unifiedExecStartup', status, exitCode: exit.exitCode, durationMs, lateMs: 0 },
    atMs,
  );
}

function itemOf(call: CallState, command: string, end: CommandEnd, atMs: number): ToldItem {
  const completedAtMs = atMs + end.lateMs;
  const startedAtMs = end.durationMs === null ? call.atMs : Math.max(call.atMs, completedAtMs - end.durationMs);
  return {
    item: {
      type: 'commandExecution',
      id: call.callId,
      command,
      source: end.source,
      status: end.status,
      exitCode: end.exitCode,
      durationMs: end.durationMs,
      commandActions: commandActions(command).map((type) => ({ type })),
    },
    startedAtMs,
    completedAtMs,
  };
}

interface CommandEnd {
  readonly source: 'agent' | 'unifiedExecStartup';
  readonly status: 'completed' | 'failed' | 'declined';
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  /** How long after the writing of the output the end was told; negative for one that waited for another call. */
  readonly lateMs: number;
}

function sessionEnd(turn: TurnState, call: CallState, text: string): CommandEnd | null {
  const exit = exitOf(text);
  if (exit !== null) {
    // a denial of the sandbox is noticed before the command is announced at all
    if (exit.exitCode !== 0 && looksDenied(text) && isSandboxed(turn, call)) return null;
    // one that is over at once is told at once; any other after the time in which more output could come
    // (with a proxy before the network the model's answer itself waits for that)
    const waitMs = exit.wallMs < 1 || turn.context?.hasNetworkProxy === true ? 0 : graceMs;
    const status = exit.exitCode === 0 ? 'completed' : 'failed';
    const durationMs = Math.round(exit.wallMs) + waitMs;
    // an output is written when the calls before it are done too, which began at the same time
    turn.longestWallMs = Math.max(turn.longestWallMs, exit.wallMs);
    const lateMs = waitMs - Math.round(turn.longestWallMs - exit.wallMs);
    return { source: 'unifiedExecStartup', status, exitCode: exit.exitCode, durationMs, lateMs };
  }
  if (/^Chunk ID: \w+\nWall time: [\d.]+ seconds\nProcess running/.test(text)) return null;
  if (/^(failed to parse|Command blocked by|unsupported call)/.test(text)) return null;
  const refused = refusalOf(turn, text);
  if (refused !== undefined) return refused;
  // a hook put its own text in the place of the output of a command that ran
  return { source: 'unifiedExecStartup', status: 'completed', exitCode: 0, durationMs: 0, lateMs: 0 };
}

/** How a process ended, by the text that the model gets of it; null while it runs, or did not run at all. */
function exitOf(text: string): { exitCode: number; wallMs: number } | null {
  const exit = /^Chunk ID: \w+\nWall time: ([\d.]+) seconds\nProcess exited with code (-?\d+)\n/.exec(text);
  return exit === null ? null : { wallMs: Number(exit[1]) * 1000, exitCode: Number(exit[2]) };
}

/** The end of a command that was refused or cut; undefined for any other text, null where no item was made. */
function refusalOf(turn: TurnState, text: string): CommandEnd | null | undefined {
  // while the user is asked there is an item; a command that ran and was cut has none
  if (/^(Wall time: [\d.]+ seconds\n)?aborted by user/.test(text)) return isAskedFor(turn) ? declined : null;
  const refusal = /^exec_command failed(?: for .*?)?: (CreateProcess|ProcessFailed) \{ message: "(.*)/s.exec(text);
  if (refusal === null) return undefined;
  const message = refusal[2] ?? '';
  if (refusal[1] === 'ProcessFailed') {
    return { source: 'unifiedExecStartup', status: 'failed', exitCode: -1, durationMs: 0, lateMs: graceMs };
  }
  if (
    /Rejected\(\\?"rejected by user/.test(message) ||
    /unacceptable risk|Automatic approval review failed/.test(message)
  )
    return declined;
  if (message.includes('automatic permission approval review')) return { ...declined, status: 'failed' };
  return null;
}

/** The server waits this long for more output once a process has ended. */
const graceMs = 98;

/** Whether the user is asked before every command that is not known to be harmless. */
function isAskedFor(turn: TurnState): boolean {
  return turn.context?.approvalPolicy === 'untrusted';
}

function shellEnd(call: CallState, text: string, atMs: number): CommandEnd | null {
  if (text === 'exec command rejected by user') return declined;
  if (/^Wall time: [\d.]+ seconds\naborted by user/.test(text) && !isEscalated(call))
    return { source: 'agent', status: 'failed', exitCode: 1, durationMs: atMs - call.atMs, lateMs: 0 };
  const exit = /^Exit code: (-?\d+)\nWall time: ([\d.]+) seconds\n/.exec(text);
  if (exit === null) return null;
  const exitCode = Number(exit[1]);
  const status = exitCode === 0 ? 'completed' : 'failed';
  return { source: 'agent', status, exitCode, durationMs: Math.round(Number(exit[2]) * 1000), lateMs: 0 };
}

function looksDenied(text: string): boolean {
  return /operation not permitted|permission denied|read-only file system|seccomp|sandbox|landlock|failed to write file/i.test(
    text,
  );
}

const declined = { source: 'agent', status: 'declined', exitCode: null, durationMs: null, lateMs: 0 } as const;

/** Whether the call asks to run outside of the sandbox. */
function isEscalated(call: CallState): boolean {
  return parseObject(call.input)?.sandbox_permissions === 'require_escalated';
}

function isSandboxed(turn: TurnState, call: CallState): boolean {
  if (isEscalated(call)) return false;
  const policy = turn.context?.sandbox.policy;
  return policy === 'workspace_write' || policy === 'read_only';
}
