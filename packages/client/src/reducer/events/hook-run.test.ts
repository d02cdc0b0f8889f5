import { expect, it } from 'vitest';

import type { Fact } from '../../facts/index.js';
import { atMs, paramsOf, reduce, runningTurn } from '../testing/given.js';

const hookRun = (status: 'completed' | 'failed' | 'blocked' | 'stopped' | 'running'): Fact => ({
  kind: 'hookRun',
  atMs,
  threadId: 'thread-1',
  turnId: 'turn-1',
  model: 'gpt-5.4',
  hookName: 'PreToolUse',
  hookSource: 'project',
  status,
  handlerType: 'command',
  executionMode: 'sync',
});

it.each([
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['blocked', 'blocked'],
  ['stopped', 'stopped'],
  ['running', 'failed'],
] as const)('a hook that ended as %s is told as %s, in the six fields of 0.137', (status, told) => {
  const [params] = paramsOf(reduce([...runningTurn, hookRun(status)]), 'codex_hook_run');
  expect(params).toEqual({
    thread_id: 'thread-1',
    turn_id: 'turn-1',
    model_slug: 'gpt-5.4',
    hook_name: 'PreToolUse',
    hook_source: 'project',
    status: told,
  });
});

it('needs neither thread nor connection', () => {
  expect(paramsOf(reduce([hookRun('completed')]), 'codex_hook_run')).toHaveLength(1);
});
