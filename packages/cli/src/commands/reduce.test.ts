import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const tacho = at('../../bin/tacho.js');
const fixtures = at('../../../../fixtures/');
const basic = join(fixtures, '0.169.0/basic');
const recording = readFileSync(join(basic, 'rpc.jsonl'), 'utf8');

const scratch = mkdtempSync(join(tmpdir(), 'tacho-reduce-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function reduce(args: readonly string[], input?: string | Buffer): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tacho, 'reduce', ...args], {
    input: input ?? '',
    maxBuffer: 1 << 28,
  });
  return { status, out: stdout.toString(), err: stderr.toString() };
}

/** A zstd frame of stored blocks: Node 20 cannot compress, and what is tested is reading. */
function storedZstd(text: string): Buffer {
  const data = Buffer.from(text);
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let from = 0; from < data.length; from += 100_000) {
    const block = data.subarray(from, from + 100_000);
    const header = (block.length << 3) | Number(from + 100_000 >= data.length);
    parts.push(Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff]), block);
  }
  return Buffer.concat(parts);
}

const events = (out: string): readonly Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('tacho reduce', () => {
  const whole = reduce([basic]);

  test('prints the wire events of a recording, one a line, and none of our own', () => {
    expect(whole).toMatchObject({ status: 0, err: '' });
    const types = events(whole.out).map((event) => event['event_type']);
    expect(types).toContain('codex_turn_event');
    expect(types.filter((type) => String(type).startsWith('tacho_'))).toEqual([]);
  });

  test('takes a file, standard input and compressed forms alike', () => {
    const path = join(scratch, 'rec.jsonl');
    writeFileSync(path, recording);
    expect(reduce([path]).out).toBe(whole.out);
    expect(reduce(['-'], recording).out).toBe(whole.out);
    expect(reduce(['-'], gzipSync(recording)).out).toBe(whole.out);
    expect(reduce(['-'], storedZstd(recording)).out).toBe(whole.out);
    writeFileSync(`${path}.zst`, storedZstd(recording));
    expect(reduce([`${path}.zst`]).out).toBe(whole.out);
  });

  test('takes several inputs, and a folder of recordings each for itself', () => {
    const folder = join(scratch, 'several');
    mkdirSync(folder);
    for (const name of ['a', 'b']) cpSync(basic, join(folder, name), { recursive: true });
    expect(reduce([folder]).out).toBe(whole.out + whole.out);
    expect(reduce([basic, basic]).out).toBe(whole.out + whole.out);
  });

  test('prints only the types that are named, and our own when asked', () => {
    const turns = events(reduce([basic, '--types', 'codex_turn_event']).out);
    expect(new Set(turns.map((event) => event['event_type']))).toEqual(new Set(['codex_turn_event']));
    expect(reduce([basic, '--types', 'tacho_model_response']).out).toContain('"event_type":"tacho_model_response"');
    expect(reduce([basic, '--own']).out).toContain('"event_type":"tacho_model_response"');
  });

  test('prints envelopes with delivery ids that are the same each time and of one recording alone', () => {
    const first = events(reduce([basic, '--envelope']).out);
    expect(reduce([basic, '--envelope']).out).toBe(reduce([basic, '--envelope']).out);
    const ids = first.map((line) => (line['envelope'] as { delivery_id: string }).delivery_id);
    expect(new Set(ids).size).toBe(ids.length);
    const others = events(reduce([join(fixtures, '0.169.0/mixed'), '--envelope']).out);
    expect(others.map((line) => (line['envelope'] as { delivery_id: string }).delivery_id)).not.toContain(ids[0]);
  });

  test('names skipped lines by number, goes on, and ends with 3', () => {
    const all = recording.split('\n');
    const broken = [...all.slice(0, 3), 'not json', '{"dir":"up","t":1,"m":{}}', ...all.slice(3)].join('\n');
    const ran = reduce(['-'], broken);
    expect(ran.status).toBe(3);
    expect(ran.out).toBe(whole.out);
    expect(ran.err).toContain('line 4 skipped: not JSON');
    expect(ran.err).toContain('line 5 skipped');
    expect(ran.err).toContain('2 lines skipped');
  });

  test('closes what is open at the end of a recording as interrupted', () => {
    const cut = recording.slice(0, recording.lastIndexOf('"method":"turn/completed"'));
    const ran = reduce(['-', '--types', 'codex_turn_event'], cut.slice(0, cut.lastIndexOf('\n') + 1));
    const turns = events(ran.out).map((event) => (event['event_params'] as { status: string }).status);
    expect(turns.at(-1)).toBe('interrupted');
  });

  test('ends with 2 and a sentence when there is nothing to read', () => {
    expect(reduce([join(scratch, 'nowhere')])).toMatchObject({ status: 2, out: '' });
    expect(reduce([])).toMatchObject({ status: 2, out: '' });
    expect(reduce(['-', '-'])).toMatchObject({ status: 2, out: '' });
  });

  test('says that a compressed recording is cut, after the events that it holds', () => {
    const ran = reduce(['-'], gzipSync(recording).subarray(0, -20));
    expect(ran.status).toBe(3);
    expect(ran.err).toContain('cannot be read any further');
  });
});
