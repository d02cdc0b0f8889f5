import type { RolloutRecord } from '../records/record.js';
import { settleCompaction } from './compactions.js';
import { readMentions } from './mentions.js';
import { onGuardianPrompt } from './guardian.js';
import { onSkillText } from './skills.js';
import type { ThreadContext } from './thread-context.js';
import type { TurnState } from './thread-state.js';
import { submitTurn } from './turns.js';
import { settleUse } from './usage.js';

/** The user spoke: the first message of a turn is what began it, a later one steers it. */
export function onUserMessage(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'userMessage' }>,
  atMs: number,
): void {
  const { state } = context;
  const { turn } = state;
  if (turn === null || turn.isReview || state.isReviewing) return;
  if (record.threadId !== null && record.threadId !== state.meta.threadId) return;
  turn.userMessages++;
  if (turn.firstMessageAtMs === null) {
    turn.firstMessageAtMs = atMs;
    turn.numInputImages = record.images;
  }
  if (state.meta.isSubagent) return;
  settleUse(context);
  settleCompaction(context, 'userMessage');
  if (turn.userMessages === 1) submitTurn(context, turn, atMs);
  else steer(context, turn, record, atMs);
  readMentions(context, turn, record.text, atMs);
}

/** An accepted steer is its message in the middle of a turn; the request and its answer are not written. */
function steer(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'userMessage' }>,
  atMs: number,
): void {
  const { state, connectionId } = context;
  const requestId = `${turn.turnId}#${turn.userMessages}`;
  const input = Array.from({ length: record.images }, () => ({ type: 'image' }));
  const params = { threadId: state.meta.threadId, expectedTurnId: turn.turnId, input };
  context.tell({ kind: 'clientRequest', atMs, connectionId, requestId, request: { method: 'turn/steer', params } });
  const result = { turnId: turn.turnId };
  context.tell({ kind: 'clientResponse', atMs, connectionId, requestId, response: { method: 'turn/steer', result } });
}

/** Text that was put into the conversation: a skill that was named, or what the reviewer is asked. */
export function onMessage(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'message' }>,
  atMs: number,
): void {
  const { state } = context;
  const { turn } = state;
  if (turn === null || record.role !== 'user') return;
  for (const url of record.imageUrls) turn.images.push({ role: 'user', itemId: null, url });
  const text = record.texts.join('');
  if (state.meta.isGuardian) {
    turn.firstMessageAtMs ??= text.includes('APPROVAL REQUEST START') ? atMs : null;
    onGuardianPrompt(context, turn, text);
    return;
  }
  if (text.startsWith('<skill>')) onSkillText(context, turn, text, atMs);
}
