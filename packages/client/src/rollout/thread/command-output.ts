import { commandActions } from '../command-actions.js';
import { parseObject } from '../json-value.js';
import type { CallState, TurnState } from './thread-state.js';
import { commandTextOf } from './calls.js';
import type { ToldItem } from './items.js';

/**
 * A finished command of 0.137, read off the text that the model got. Three kinds of text: a session of `exec_command` that
 * exited, a `shell_command` that exited, and a refusal. Everything else (still running, blocked by a hook, arguments that
 * don't parse) has no item.
 */
export function commandItem(turn: TurnState, call: CallState, text: string, atMs: number): ToldItem | null {
  const command = commandTextOf(call);
  if (command === null) return null;
  const end = call.name === 'exec_command' ? sessionEnd(turn, call, text) : shellEnd(text);
  if (end === null) return null;
  const completedAtMs = atMs + end.lateMs;
  const startedAtMs = end.durationMs === null ? call.atMs : Math.max(call.atMs, atMs - end.durationMs);
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
  /** How long after the model's answer the end was told. */
  readonly lateMs: number;
}

function sessionEnd(turn: TurnState, call: CallState, text: string): CommandEnd | null {
  const exit = /^Chunk ID: \w+\nWall time: ([\d.]+) seconds\nProcess exited with code (-?\d+)\n/.exec(text);
  if (exit !== null) {
    const exitCode = Number(exit[2]);
    const durationMs = Math.round(Number(exit[1]) * 1000);
    // a denial of the sandbox is noticed before the command is announced at all
    if (exitCode !== 0 && looksDenied(text) && isSandboxed(turn, call)) return null;
    const status = exitCode === 0 ? 'completed' : 'failed';
    return { source: 'unifiedExecStartup', status, exitCode, durationMs, lateMs: durationMs === 0 ? 0 : graceMs };
  }
  if (/^aborted by user after/.test(text)) return null;
  const refusal = /^exec_command failed for .*?: (CreateProcess|ProcessFailed) \{ message: "(.*)/s.exec(text);
  if (refusal === null) return null;
  const message = refusal[2] ?? '';
  if (refusal[1] === 'ProcessFailed') {
    return { source: 'unifiedExecStartup', status: 'failed', exitCode: -1, durationMs: null, lateMs: 0 };
  }
  if (/Rejected\(\\?"rejected by user/.test(message) || message.includes('unacceptable risk')) {
    return { source: 'agent', status: 'declined', exitCode: null, durationMs: null, lateMs: 0 };
  }
  if (message.includes('automatic permission approval review')) {
    return { source: 'agent', status: 'failed', exitCode: null, durationMs: null, lateMs: 0 };
  }
  return null;
}

/** The server waits this long for more output once a command that outlived its first answer has ended. */
const graceMs = 98;

function shellEnd(text: string): CommandEnd | null {
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

function isSandboxed(turn: TurnState, call: CallState): boolean {
  if (parseObject(call.input)?.sandbox_permissions === 'require_escalated') return false;
  const policy = turn.context?.sandbox.policy;
  return policy === 'workspace_write' || policy === 'read_only';
}
