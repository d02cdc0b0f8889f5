import { createTachograph } from '@tachograph/client';

// To the collector of this machine, with its token; `to`, `token` and `directory` say otherwise.
const tacho = await createTachograph({ sourceVersion: '1.0.0' });

// Who is at work: once for each connection, before anything else is told of it.
const connectionId = 1;
tacho.observeInitialize({
  connectionId,
  productClientId: 'my_agent',
  clientName: 'my_agent',
  clientVersion: '1.0.0',
  rpcTransport: 'in_process',
  experimentalApiEnabled: null,
  runtime: { codexVersion: '0.169.0', os: 'linux', osVersion: null, arch: 'x86_64' },
});

// A thread, and what it belongs to.
const [threadId, turnId] = ['01a1f864-1a67-77d0-a1bd-67736fd81d71', '01a1f864-1a9d-7061-85f8-7c2932ac697f'];
const startedAtMs = 1_767_225_600_000;
tacho.trackThreadOpened({
  connectionId,
  threadId,
  sessionId: threadId,
  mode: 'new',
  model: 'my-model',
  ephemeral: false,
  threadSource: 'user',
  subagentSource: null,
  parentThreadId: null,
  forkedFromThreadId: null,
  createdAt: startedAtMs / 1000,
});
tacho.trackProject({ threadId, project: 'acme/inventory' });

// A turn: what was asked for, what it runs with, what it used, how it ended.
tacho.trackTurnSubmitted({ connectionId, threadId, turnId, numInputImages: 0 });
tacho.trackTurnResolvedConfig({
  threadId,
  turnId,
  config: {
    numInputImages: 0,
    submissionType: null,
    ephemeral: false,
    model: 'my-model',
    modelProvider: 'my-provider',
    sandboxPolicy: 'workspace_write',
    reasoningEffort: null,
    reasoningSummary: null,
    serviceTier: null,
    approvalPolicy: 'on-request',
    approvalsReviewer: 'user',
    sandboxNetworkAccess: false,
    collaborationMode: null,
    workspaceKind: null,
    isFirstTurn: true,
    activePluginIds: [],
    multiAgentVersion: null,
    turnTrigger: null,
  },
});
tacho.observeNotification('turn/started', { threadId, turn: { id: turnId, startedAt: startedAtMs / 1000 } });
tacho.trackTurnTokenUsage({
  threadId,
  turnId,
  usage: {
    inputTokens: 1200,
    cachedInputTokens: 800,
    cacheWriteInputTokens: null,
    outputTokens: 90,
    reasoningOutputTokens: 20,
    totalTokens: 1290,
  },
});
tacho.observeNotification('turn/completed', {
  threadId,
  turn: { id: turnId, status: 'completed', error: null, completedAt: startedAtMs / 1000 + 4, durationMs: 4000 },
});

await tacho.durable(); // survives a power cut from here on
await tacho.close(2000); // sends for two seconds at most; what is left is sent by the next process
process.stderr.write(`${JSON.stringify(tacho.counters())}\n`);
