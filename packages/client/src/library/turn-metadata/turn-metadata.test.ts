import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  buildTurnMetadata,
  parseTurnMetadata,
  reservedMetadataKeys,
  turnClientMetadata,
  turnMetadataHeaders,
  turnMetadataText,
  type TurnMetadata,
} from './index.js';

const plain: TurnMetadata = {
  sessionId: 's',
  threadId: 't',
  sandbox: 'seccomp',
  requestKind: 'turn',
  windowNumber: 2,
};

const full: TurnMetadata = {
  ...plain,
  forkedFromThreadId: 'f',
  parentThreadId: 'p',
  subagentKind: 'thread_spawn',
  threadSource: 'subagent',
  turnId: 'u',
  workspaces: {
    '/home/dév/ws': { associatedRemoteUrls: { origin: 'git@h:o/n.git' }, latestGitCommitHash: 'abc', hasChanges: true },
    '/other': {},
  },
  turnStartedAtUnixMs: 1_700_000_000_000,
  requestKind: 'compaction',
  compaction: { trigger: 'auto', reason: 'r', implementation: 'i', phase: 'p', strategy: 's' },
  extras: { workspace_kind: 'local' },
};

describe('turn metadata', () => {
  test('leaves out what is absent, and is never null', () => {
    expect(JSON.parse(buildTurnMetadata(plain))).toEqual({
      session_id: 's',
      thread_id: 't',
      sandbox: 'seccomp',
      request_kind: 'turn',
      window_id: 't:2',
    });
    expect(buildTurnMetadata({ ...plain, workspaces: {} })).not.toContain('workspaces');
  });

  test('is ASCII, whatever stands in it', () => {
    const text = buildTurnMetadata({ ...full, extras: { note: 'žluťoučký 🐎\u007f' } });
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(parseTurnMetadata(text)?.extras).toEqual({ note: 'žluťoučký 🐎\u007f' });
  });

  test('comes back as it was built', () => {
    expect(parseTurnMetadata(buildTurnMetadata(full))).toEqual(full);
    expect(parseTurnMetadata(buildTurnMetadata(plain))).toEqual(plain);
  });

  test('comes back as it was built whatever stands in it, by every carrier', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const extras = fc.dictionary(
      text.filter((name) => !reservedMetadataKeys.has(name)),
      text,
      { minKeys: 1 },
    );
    const workspace = fc.record(
      {
        associatedRemoteUrls: fc.dictionary(text, text, { minKeys: 1 }),
        latestGitCommitHash: text,
        hasChanges: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const metadata = fc.record(
      {
        sessionId: text,
        threadId: text,
        sandbox: text,
        requestKind: fc.constantFrom('turn', 'prewarm', 'compaction', 'memory'),
        windowNumber: fc.nat(),
        forkedFromThreadId: text,
        parentThreadId: text,
        subagentKind: text,
        threadSource: text,
        turnId: text,
        turnStartedAtUnixMs: fc.nat(),
        workspaces: fc.dictionary(text, workspace, { minKeys: 1 }),
        extras,
      },
      { requiredKeys: ['sessionId', 'threadId', 'sandbox', 'requestKind', 'windowNumber'] },
    );
    const property = fc.property(metadata, (built) => {
      expect(parseTurnMetadata(turnMetadataText(turnMetadataHeaders(built)) ?? '')).toEqual(built);
      expect(parseTurnMetadata(turnMetadataText(turnClientMetadata(built)) ?? '')).toEqual(built);
    });
    fc.assert(property, { numRuns: 60 });
  });

  test('ignores entries of the client whose names are taken', () => {
    const extras = Object.fromEntries([...reservedMetadataKeys].map((name) => [name, 'mine']));
    expect(buildTurnMetadata({ ...plain, extras })).toBe(buildTurnMetadata(plain));
  });

  test('reads the first form, which had five fields, and what is no metadata as null', () => {
    expect(parseTurnMetadata('{"session_id":"s","thread_source":"user","turn_id":"u","sandbox":"none"}')).toEqual({
      sessionId: 's',
      threadId: 's',
      threadSource: 'user',
      turnId: 'u',
      sandbox: 'none',
      requestKind: 'turn',
      windowNumber: 0,
    });
    for (const text of ['', '[]', 'null', '{}', '{"thread_id":"t"}', '{"session_id":1}']) {
      expect(parseTurnMetadata(text)).toBeNull();
    }
  });

  test('travels in a header and in client_metadata, and is found in both', () => {
    const headers = turnMetadataHeaders(full);
    expect(headers).toMatchObject({
      'session-id': 's',
      'thread-id': 't',
      'x-client-request-id': 't',
      'x-codex-window-id': 't:2',
      'x-openai-subagent': 'collab_spawn',
      'x-codex-parent-thread-id': 'p',
    });
    expect(turnMetadataText(headers)).toBe(buildTurnMetadata(full));
    expect(turnMetadataText({ 'X-Codex-Turn-Metadata': ['x'] })).toBe('x');
    expect(turnMetadataText(turnClientMetadata(plain, 'i'))).toBe(buildTurnMetadata(plain));
    expect(turnMetadataText({})).toBeNull();
    expect(turnMetadataHeaders(plain)).not.toHaveProperty('x-openai-subagent');
  });
});
