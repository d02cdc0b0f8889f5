/** SQL about uses of tokens, for the queries that look at events and for the roll-up that sums them. */
import { intOrZero, textOrEmpty } from './fields.js';
import { countedEvents } from './fragments.js';

/**
 * SQL: tokens that an event tells the use of. Not its own total: where a context is full, Codex reports the size of its
 * window as the total of a turn that used nothing.
 */
export const usedTokens = `(${intOrZero('input_tokens')} + ${intOrZero('output_tokens')})`;

/** SQL: whether a row is an answer of a model. */
export const isAnswer = `event_type = 'tacho_model_response'`;

/** SQL: whether a row is the end of a turn. */
export const isTurn = `event_type = 'codex_turn_event'`;

/** SQL: a turn as a number of 64 bits: sets of texts cost several times as much. */
export const turnKey = 'cityHash64(account, thread_id, turn_id)';

/**
 * SQL: whether a row is a use of tokens among the events of `rows`: each answer of a model, and the turn events of turns
 * without one. Answers are looked for among the events of `turns`.
 */
export function usesOf(rows: string, turns: string): string {
  return `${rows} AND event_type IN ('tacho_model_response', 'codex_turn_event') AND (${isAnswer}
    OR (${usedTokens} > 0 AND ${turnKey} NOT IN (
      SELECT ${turnKey} FROM ${countedEvents} AND ${turns} AND ${isAnswer})))`;
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
