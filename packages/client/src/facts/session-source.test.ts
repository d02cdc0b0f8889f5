import { expect, it } from 'vitest';

import { inferredThreadSource, sessionSourceLabel, spawningThreadId } from './session-source.js';

it.each([
  ['cli', null, 'user'],
  ['vscode', null, 'user'],
  ['exec', null, 'user'],
  ['appServer', null, null],
  ['mcp', null, null],
  [{ custom: 'bot' }, null, null],
  [{ internal: 'memory_consolidation' }, null, null],
  [{ subAgent: 'review' }, 'review', 'subagent'],
  [{ subagent: 'compact' }, 'compact', 'subagent'],
  [{ subagent: 'memory_consolidation' }, 'memory_consolidation', 'subagent'],
  [{ subAgent: { thread_spawn: { parent_thread_id: 'parent', depth: 1 } } }, 'thread_spawn', 'subagent'],
  [{ subagent: { other: 'guardian' } }, 'guardian', 'subagent'],
  ['unknown', null, null],
])('session_source classification: %j', (source, label, threadSource) => {
  expect(sessionSourceLabel(source)).toBe(label);
  expect(inferredThreadSource(source)).toBe(threadSource);
  expect(spawningThreadId(source)).toBe(label === 'thread_spawn' ? 'parent' : null);
});
