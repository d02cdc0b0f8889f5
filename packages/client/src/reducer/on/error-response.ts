import type { ErrorResponseFact } from '../../facts/index.js';
import type { RpcError } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { requestKey } from '../state.js';
import { reportSteer } from '../steers.js';

/** The server refused what the client asked for: a refused steer is reported. */
export function onErrorResponse(ctx: Context, fact: ErrorResponseFact): void {
  const key = requestKey(fact.connectionId, fact.requestId);
  const request = ctx.state.requests.get(key);
  if (request === undefined) return;
  ctx.state.requests.delete(key);
  if (request.kind !== 'steer') return;
  const rejectionReason = steerRejection(fact.error);
  // A steer on a thread that the server does not know, or that names no turn, is no steer.
  if (rejectionReason === null && /thread not found|no such thread|turnId must not be empty/i.test(fact.error.message))
    return;
  reportSteer(ctx, fact.connectionId, request, { acceptedTurnId: null, rejectionReason });
}

/** Why a steer was refused, from the typed data of the error, else from the beginning of its message. */
function steerRejection({ message, data }: RpcError): string | null {
  const info = at(at(data, 'codexErrorInfo'), 'activeTurnNotSteerable');
  const turnKind = at(info, 'turnKind');
  if (turnKind === 'review') return 'non_steerable_review';
  if (turnKind === 'compact') return 'non_steerable_compact';
  if (at(data, 'input_error_code') === 'input_too_large') return 'input_too_large';
  return messages.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

const messages: readonly (readonly [RegExp, string])[] = [
  [/^no active turn/i, 'no_active_turn'],
  [/expected.*turn.*(but|found|active)/i, 'expected_turn_mismatch'],
  [/input.*(must not be|is) empty|empty input/i, 'empty_input'],
];

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
