import { explainTokens, type TokenExplanation, type TokenSlice } from '@tachograph/client/rollout/history';

import { CliError } from '../errors.js';
import { exitCodes, type ExitCode } from '../exit.js';
import type { Terminal } from '../terminal.js';

const reasons = {
  'response-id': 'repeated: the same model response once more',
  'fork-cut': 'replayed: copied from the thread that was forked',
  'other-thread': 'replayed: of another thread',
} as const;

/** `tacho import --explain SESSION`: what the logs of a session hold, what was counted, and where the rest went. */
export function explainSession(
  terminal: Terminal,
  paths: readonly string[],
  session: string,
  asJson: boolean,
): ExitCode {
  const result = explainTokens(paths, session);
  if (result.status === 'unknown') throw new CliError('bad_argument', `no session log holds a session ${session}`);
  if (result.status === 'ambiguous') {
    const named = result.threadIds.slice(0, namedMax).join(', ');
    const more = result.threadIds.length > namedMax ? ', …' : '';
    throw new CliError('bad_argument', `several sessions begin with ${session}: ${named}${more}`);
  }
  const explained = result.session;
  if (asJson) {
    terminal.out(`${JSON.stringify(explained)}\n`);
    return exitCodes.done;
  }
  const lines = [...threadLines(explained.root, ''), ...explained.below.flatMap((one) => threadLines(one, '  '))];
  lines.push(row('counted, with all threads below', explained.total));
  terminal.out(`${head()}\n${lines.join('\n')}\n`);
  return exitCodes.done;
}

function threadLines(thread: TokenExplanation, indent: string): readonly string[] {
  const kind = thread.parentThreadId === null ? 'thread' : 'sub-agent';
  return [
    `${indent}${kind} ${thread.threadId}${thread.forkedFromId === null ? '' : ` (fork of ${thread.forkedFromId})`}`,
    row(`${indent}  in ${thread.paths.length === 1 ? 'the log' : `its ${thread.paths.length} logs`}`, thread.held),
    ...thread.replayed.map((slice) => row(`${indent}  ${reasons[slice.why]}`, slice)),
    ...thread.counted.map((slice) =>
      row(`${indent}  counted: ${slice.purpose}, ${slice.model ?? 'model not written'}`, slice),
    ),
  ];
}

/** Sessions that are named where several are meant. */
const namedMax = 5;

const labelWidth = 56;
const cellWidth = 14;

function head(): string {
  const names = ['uses', 'input', 'of it cached', 'output', 'of it reasoning'];
  return ''.padEnd(labelWidth) + names.map((name) => name.padStart(Math.max(cellWidth, name.length + 2))).join('');
}

function row(label: string, { uses, tokens }: TokenSlice): string {
  const values = [
    uses,
    tokens.inputTokens,
    tokens.cachedInputTokens,
    tokens.outputTokens,
    tokens.reasoningOutputTokens,
  ];
  const cells = values.map((value, i) =>
    value.toLocaleString('en-US').padStart(i === values.length - 1 ? 17 : cellWidth),
  );
  return label.padEnd(labelWidth) + cells.join('');
}
