import { expect, it } from 'vitest';

import { reducerLimits } from '../../limits.js';
import { createReducer } from '../index.js';
import { initialize, paramsOf, runningTurn, turnCompleted } from '../testing/given.js';

it('a client whose threads go on is known however many others come after it', () => {
  const reducer = createReducer();
  for (const fact of runningTurn) reducer.reduce(fact);
  for (let n = 2; n < reducerLimits.connectionsMax + 10; n++) reducer.reduce(initialize({ connectionId: n }));
  expect(paramsOf(reducer.reduce(turnCompleted()), 'codex_turn_event')).toHaveLength(1);
});
