import type { TurnCodexErrorFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { turnOf } from '../turns.js';

const subreasonBytesMax = 512;
const shortenedBytesMax = 509;
const encoder = new TextEncoder();

/** What ended a turn; it comes before the end. */
export function onTurnCodexError(ctx: Context, fact: TurnCodexErrorFact): void {
  const turn = turnOf(ctx, fact.turnId);
  turn.threadId ??= fact.threadId;
  turn.error = {
    kind: fact.errorKind,
    subreason: fact.subreason === null ? null : shortened(fact.subreason),
    httpStatusCode: fact.httpStatusCode,
  };
}

/** At most 512 bytes: what is longer is cut at the last character that ends within 509, and `...` added. */
function shortened(text: string): string {
  const bytes = encoder.encode(text);
  if (bytes.length <= subreasonBytesMax) return text;
  let end = shortenedBytesMax;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return `${new TextDecoder().decode(bytes.subarray(0, end))}...`;
}
