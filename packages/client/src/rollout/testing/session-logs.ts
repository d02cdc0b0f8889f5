import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test. */
export interface Scratch {
  readonly path: string;
  /** Writes a file below it and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

/** A new folder in the temporary one of the system. */
export function createScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'tachograph-rollout-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A UUIDv7 of a moment; `n` tells those of one moment apart. */
export function idAt(atMs: number, n = 0): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Lines of a constructed log of 0.137: a thread, its turns, each with one use of tokens. */
export function logLines(options: {
  readonly threadId: string;
  readonly atMs: number;
  readonly forkedFromId?: string;
  /** Lines that were copied from the parent. */
  readonly history?: readonly string[];
  /** Ids of the thread's own turns. */
  readonly turnIds: readonly string[];
  /** Input tokens used so far, those of the history included. */
  readonly usedBefore?: number;
}): readonly string[] {
  const at = (ms: number) => new Date(ms).toISOString();
  const line = (ms: number, type: string, payload: object) => JSON.stringify({ timestamp: at(ms), type, payload });
  const { threadId, atMs, forkedFromId, history = [] } = options;
  const meta = {
    id: threadId,
    timestamp: at(atMs),
    cwd: '/w',
    originator: 'cli',
    cli_version: '0.137.0',
    source: 'cli',
  };
  const lines = [
    line(atMs, 'session_meta', forkedFromId === undefined ? meta : { ...meta, forked_from_id: forkedFromId }),
  ];
  lines.push(...history);
  let used = options.usedBefore ?? 0;
  options.turnIds.forEach((turnId, i) => {
    const ms = atMs + 1000 * (i + 1);
    used += 100;
    const counts = (input: number) => ({
      input_tokens: input,
      cached_input_tokens: 0,
      output_tokens: input / 10,
      reasoning_output_tokens: 0,
      total_tokens: input * 1.1,
    });
    lines.push(
      line(ms, 'event_msg', { type: 'task_started', turn_id: turnId, started_at: Math.floor(ms / 1000) }),
      line(ms, 'turn_context', {
        turn_id: turnId,
        model: 'gpt-5',
        approval_policy: 'never',
        sandbox_policy: { type: 'read-only' },
      }),
      line(ms, 'event_msg', { type: 'user_message', message: 'go', images: [], local_images: [] }),
      line(ms + 5, 'event_msg', {
        type: 'token_count',
        info: { total_token_usage: counts(used), last_token_usage: counts(100) },
      }),
      line(ms + 9, 'event_msg', {
        type: 'task_complete',
        turn_id: turnId,
        last_agent_message: 'ok',
        completed_at: Math.floor(ms / 1000),
        duration_ms: 9,
      }),
    );
  });
  return lines;
}

/** A zstd frame of stored blocks: Node 20 cannot compress, and what is tested is reading. */
export function zstdFrame(text: string): Uint8Array {
  const data = Buffer.from(text);
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  const blockMax = 100_000;
  for (let at = 0; at === 0 || at < data.length; at += blockMax) {
    const block = data.subarray(at, at + blockMax);
    const isLast = at + blockMax >= data.length;
    const header = (block.length << 3) | Number(isLast);
    parts.push(Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff]), block);
  }
  return Buffer.concat(parts);
}
