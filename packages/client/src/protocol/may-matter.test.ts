import { describe, expect, it } from 'vitest';

import { mayMatter } from './may-matter.js';

const matters = (text: string) => mayMatter(new TextEncoder().encode(text));

describe('by its first bytes', () => {
  it.each([
    '{"method":"item/agentMessage/delta","params":{}}',
    '{"method":"item/commandExecution/outputDelta","params":{}}',
    '{"method":"command/exec/outputDelta","params":{}}',
    '{"method":"item/reasoning/summaryTextDelta","params":{}}',
    '{"method":"account/rateLimits/updated","params":{}}',
    '{"method":"item/completed","params":{"item":{"type":"agentMessage","text":"x"}}}',
    '{"method":"item/started","params":{"item":{"type":"fromTheFuture"}}}',
  ])('a line that is never parsed: %s', (line) => {
    expect(matters(line)).toBe(false);
  });

  it.each([
    '{"method":"turn/completed","params":{}}',
    '{"method":"item/completed","params":{"item":{"type":"commandExecution"}}}',
    '{"method":"item/completed","params":{"threadId":"x","item":{"type":"agentMessage"}}}',
    '{"method":"item/commandExecution/requestApproval","id":1,"params":{}}',
    '{"id":1,"method":"turn/start","params":{}}',
    '{"id":1,"result":{}}',
    '{"jsonrpc":"2.0","method":"item/agentMessage/delta"}',
    '{"method":"turn\\/completed"}',
    '{"method":"',
    'no JSON',
    '',
  ])('a line that is parsed: %s', (line) => {
    expect(matters(line)).toBe(true);
  });
});
