import { parseObject, stringOf } from '../json-value.js';
import type { CallState } from './thread-state.js';

/** The command line that a call asks for; null for other tools. */
export function commandTextOf(call: CallState): string | null {
  if (call.isCustom) return null;
  const args = parseObject(call.input);
  if (call.name === 'exec_command') return stringOf(args?.cmd);
  if (call.name === 'shell_command') return stringOf(args?.command);
  return null;
}
