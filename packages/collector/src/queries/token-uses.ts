/** SQL about uses of tokens, for the queries that look at events and for the roll-up that sums them. */
import { intOrZero, textOrEmpty } from './fields.js';

/**
 * SQL: tokens that an event tells the use of. Not its own total: where a context is full, Codex reports the size of its
 * window as the total of a turn that used nothing.
 */
export const usedTokens = `(${intOrZero('input_tokens')} + ${intOrZero('output_tokens')})`;

/**
 * SQL: whether a row is a use of tokens among the events of `rows`: each answer of a model, and the turn events of turns
 * without one. Answers are looked for among the events of `turns`.
 */
export function usesOf(rows: string, turns: string): string {
  return `${rows} AND (event_type = 'tacho_model_response' OR (event_type = 'codex_turn_event' AND ${usedTokens} > 0
    AND (account, thread_id, turn_id) NOT IN (
      SELECT account, thread_id, turn_id FROM counted_events WHERE ${turns} AND event_type = 'tacho_model_response')))`;
}

/**
 * SQL: what a use was for. Answers say it; the tokens of a turn event belong to a thread that a guardian review or another
 * agent wanted, or the person's own.
 */
export const purposeOfUse = `multiIf(
    event_type = 'tacho_model_response', if(${textOrEmpty('purpose')} = '', 'turn', ${textOrEmpty('purpose')}),
    thread_source = 'guardian_review' OR ${textOrEmpty('subagent_source')} = 'guardian', 'guardian',
    parent_thread_id != '', 'subagent',
    'turn')`;
