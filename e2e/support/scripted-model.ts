import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

import { startLoopbackServer } from './loopback-server.js';
import type { ModelAnswer, ModelRule, ModelStep, Usage } from './model-steps.js';

export type ScriptedModel = {
  /** Base URL of the Responses API, for `model_providers.NAME.base_url`. */
  readonly baseUrl: string;
  /** Prompts of the requests that came, in order. */
  readonly prompts: readonly string[];
  /** Headers of these requests. */
  readonly headers: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
};

/**
 * A stand-in for a model: a server of the Responses API (server-sent events) on loopback that follows a script. A
 * request is answered by the rule whose prompt is the newest user text in it; the first such request by the rule's
 * first answer, and so on.
 */
export async function startScriptedModel(rules: readonly ModelRule[]): Promise<ScriptedModel> {
  const answersGiven = new Map<ModelRule, number>();
  const prompts: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let idsGiven = 0;
  const nextId = (prefix: string): string => `${prefix}_${String((idsGiven += 1)).padStart(24, '0')}`;

  const server = await startLoopbackServer((request, body, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/responses') {
      response.writeHead(404).end('{}');
      return;
    }
    const asked: ModelRequest = JSON.parse(body);
    const rule = findRule(rules, asked);
    if (rule === undefined) {
      response.writeHead(500).end('{"error":{"message":"no rule of the script fits"}}');
      return;
    }
    const given = answersGiven.get(rule) ?? 0;
    answersGiven.set(rule, given + 1);
    prompts.push(rule.prompt);
    headers.push(request.headers);
    const next = rule.answers[given];
    if (next === undefined) {
      response.writeHead(500).end('{"error":{"message":"the script has no further answer"}}');
      return;
    }
    sendAnswer(response, asked, next, nextId);
  });
  return { baseUrl: `${server.url}/v1`, prompts, headers, close: server.close };
}

/** The parts of a request that the script looks at. */
type ModelRequest = {
  readonly model: string;
  readonly input: readonly {
    readonly role?: string;
    readonly content?: readonly { readonly text?: string }[];
  }[];
  readonly tools?: readonly { readonly name?: string }[];
};

function findRule(rules: readonly ModelRule[], asked: ModelRequest): ModelRule | undefined {
  for (const item of asked.input.toReversed()) {
    if (item.role !== 'user') continue;
    const text = (item.content ?? []).map((part) => part.text ?? '').join('\n');
    // User items that Codex adds by itself (environment, instructions) fit no rule and are passed over.
    const rule = rules.find((candidate) => candidate.prompt === text);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

function sendAnswer(
  response: ServerResponse,
  asked: ModelRequest,
  { steps, usage }: ModelAnswer,
  nextId: (prefix: string) => string,
): void {
  const [first] = steps;
  if (first?.kind === 'httpError') {
    response
      .writeHead(first.status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { message: first.message } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const sendEvent = (event: { readonly type: string; readonly [key: string]: unknown }): void => {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const id = nextId('resp');
  sendEvent({ type: 'response.created', response: { id, model: asked.model, status: 'in_progress' } });
  for (const [outputIndex, step] of steps.entries()) {
    if (step.kind === 'hang') return;
    if (step.kind === 'streamFailure') {
      const error = { code: step.code, message: step.message };
      sendEvent({ type: 'response.failed', response: { id, status: 'failed', error } });
      response.end();
      return;
    }
    const item = outputItem(step, asked, nextId);
    if (item === undefined) continue;
    sendEvent({ type: 'response.output_item.added', output_index: outputIndex, item });
    sendEvent({ type: 'response.output_item.done', output_index: outputIndex, item });
  }
  sendEvent({
    type: 'response.completed',
    response: { id, model: asked.model, status: 'completed', usage: wireUsage(usage) },
  });
  response.end();
}

function outputItem(step: ModelStep, asked: ModelRequest, nextId: (prefix: string) => string): unknown {
  switch (step.kind) {
    case 'say':
      return {
        type: 'message',
        id: nextId('msg'),
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: step.text, annotations: [] }],
      };
    case 'shell': {
      // Which of the two shell tools a model is offered depends on the model and the version of Codex.
      const unified = (asked.tools ?? []).some((tool) => tool.name === 'exec_command');
      return {
        type: 'function_call',
        id: nextId('fc'),
        call_id: nextId('call'),
        name: unified ? 'exec_command' : 'shell_command',
        arguments: JSON.stringify(unified ? { cmd: step.command, yield_time_ms: 30_000 } : { command: step.command }),
      };
    }
    case 'applyPatch':
      return {
        type: 'custom_tool_call',
        id: nextId('ctc'),
        call_id: nextId('call'),
        status: 'completed',
        name: 'apply_patch',
        input: step.patch,
      };
    default:
      return undefined;
  }
}

function wireUsage({ input, cached = 0, output, reasoning = 0 }: Usage): unknown {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
