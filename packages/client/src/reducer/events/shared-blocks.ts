import { Type, type Static } from 'typebox';

import { field } from '../define-event.js';

/** Who talks to the server: the client of the connection that an event is attributed to. */
const appServerClientSchema = Type.Object({
  product_client_id: field.string({
    description: 'Originator of the process.',
    source:
      '0.137: clientInfo.name of the connection; 0.169: first part of the `userAgent` that `initialize` answers; rollout: session_meta.originator',
    column: 'client',
  }),
  client_name: field.stringOrNull({
    description: 'Name that the client gave itself.',
    source: 'initialize: clientInfo.name; rollout: session_meta.originator',
  }),
  client_version: field.stringOrNull({
    description: 'Version that the client gave itself; null when only a rollout is there.',
    source: 'initialize: clientInfo.version',
  }),
  rpc_transport: field.string({
    description: '`stdio`, `websocket` or `in_process` (sub-agent threads).',
    source: 'the observer sits in the transport; rollout: assumed `stdio`',
  }),
  experimental_api_enabled: field.booleanOrNull({
    description: 'Whether the client asked for the experimental API; null without capabilities.',
    source: 'initialize: capabilities.experimentalApi',
  }),
});

/** Client of the connection that an event belongs to. */
export type AppServerClient = Static<typeof appServerClientSchema>;

/** The block `app_server_client` of an event. */
export const appServerClient = () =>
  field.object(appServerClientSchema, {
    description: 'Client of the connection that the event belongs to.',
    source: 'initialize',
  });

/** The running server. */
const runtimeSchema = Type.Object({
  codex_rs_version: field.string({
    description: 'Version of the server; `0.0.0` in development builds.',
    source: 'initialize answer: userAgent; rollout: session_meta.cli_version',
    column: 'codex_version',
  }),
  runtime_os: field.stringOrNull({
    description: 'Operating system that the server was built for; null when only a rollout is there.',
    source: 'initialize answer: platformOs',
  }),
  runtime_os_version: field.stringOrNull({
    description: 'Release of the operating system; null when only a rollout is there.',
    source: 'initialize answer: userAgent',
  }),
  runtime_arch: field.stringOrNull({
    description: 'Processor architecture that the server was built for; null when only a rollout is there.',
    source: 'initialize answer: userAgent',
  }),
});

/** The server that the connection talks to. */
export type Runtime = Static<typeof runtimeSchema>;

/** The block `runtime` of an event. */
export const runtime = () =>
  field.object(runtimeSchema, { description: 'The server that the connection talks to.', source: 'initialize' });

/** Where a thread comes from; null stands for "not said". */
export interface ThreadLineage {
  readonly threadSource: string | null;
  readonly subagentSource: string | null;
  readonly parentThreadId: string | null;
}

/** The fields that say where a thread comes from. */
export const threadLineage = {
  thread_source: field.stringOrNull({
    description:
      'Who wanted the thread: `user`, `subagent`, `memory_consolidation`, since 0.169 any name; null when the caller did not say.',
    source: 'answer: thread.threadSource; rollout: session_meta.thread_source',
    column: 'thread_source',
  }),
  subagent_source: field.stringOrNull({
    description: 'Kind or label of a sub-agent; null for other threads.',
    source: 'answer: thread.source; spawned: `thread_spawn`; rollout: session_meta.source',
    column: 'subagent_source',
  }),
  parent_thread_id: field.stringOrNull({
    description: 'Thread that started this one; null for a root.',
    source: 'answer: thread.parentThreadId; spawned: sender of the spawn item; rollout: session_meta.parent_thread_id',
    column: 'parent_thread_id',
  }),
};
