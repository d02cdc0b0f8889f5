import { createHash } from 'node:crypto';
import { PassThrough, Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { tapLimits } from '../limits.js';
import { runStdioTap, type TrafficWatchers } from './stdio-tap.js';

const agent = fileURLToPath(new URL('./test-agents/agent.mjs', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly output: Buffer;
  readonly failure: string | null;
}

async function tap(
  args: readonly string[],
  options: { input?: Readable; output?: Writable; watchers?: TrafficWatchers; onStarted?: () => void } = {},
): Promise<Run> {
  const chunks: Buffer[] = [];
  const output =
    options.output ??
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
  let failure: string | null = null;
  const exitCode = await runStdioTap({
    program: process.execPath,
    args: [agent, ...args],
    watchers: options.watchers ?? null,
    onStartFailure: (reason) => {
      failure = reason;
    },
    ...(options.onStarted === undefined ? {} : { onStarted: options.onStarted }),
    input: options.input ?? Readable.from([]),
    output,
  });
  return { exitCode, output: Buffer.concat(chunks), failure };
}

/** A client that takes nothing, and the moment in which its agent has ended. */
function stuckClient() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const taken: Buffer[] = [];
  let take = (): void => {};
  const output = new Writable({
    highWaterMark: 65_536,
    write(chunk: Buffer, _encoding, done) {
      take = () => {
        taken.push(chunk);
        done();
      };
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    output,
    taken: () => Buffer.concat(taken).toString(),
    take: () => take(),
    turn,
    agentEnded: async () => {
      while (vi.getTimerCount() === 0 || output.writableLength === 0) await turn();
    },
  };
}

afterEach(() => void vi.useRealTimers());

describe('the stdio tap', () => {
  test('forwards every byte unchanged in both directions and hands a copy to the watchers', async () => {
    const said = Buffer.from([0x7b, 0x00, 0xff, 0x0a, 0xfe, 0x0d, 0x0a, 0x80]);
    const seen = { c2s: [] as Buffer[], s2c: [] as Buffer[] };
    const run = await tap(['echo'], {
      input: Readable.from([said.subarray(0, 3), said.subarray(3)]),
      watchers: {
        clientToServer: (chunk) => void seen.c2s.push(chunk),
        serverToClient: (chunk) => void seen.s2c.push(chunk),
      },
    });
    expect(run.output).toEqual(said);
    expect(Buffer.concat(seen.c2s)).toEqual(said);
    expect(Buffer.concat(seen.s2c)).toEqual(said);
    expect(run.exitCode).toBe(0);
  });

  test('passes the end of the input on and delivers the tail, a half line included', async () => {
    const run = await tap(['tail'], { input: Readable.from([Buffer.alloc(100_000, 'y')]) });
    expect(run.output.toString()).toBe('{"got":100000}\n{"half":');
  });

  test('delivers a short tail to a client that takes its time', async () => {
    const client = stuckClient();
    let over = false;
    const run = tap(['tail'], { output: client.output }).finally(() => {
      over = true;
    });
    await client.agentEnded();
    for (let n = 0; n < 3; n++) {
      vi.advanceTimersByTime(tapLimits.tailQuietMs);
      await client.turn();
    }
    expect(over).toBe(false);
    while (!over) {
      client.take();
      await client.turn();
    }
    await run;
    expect(client.taken()).toBe('{"got":0}\n{"half":');
  });

  test.skipIf(process.platform === 'win32')(
    'lets go, at a signal, of a client that takes nothing of an agent that has ended',
    async () => {
      const client = stuckClient();
      const run = tap(['tail'], { output: client.output });
      await client.agentEnded();
      process.emit('SIGUSR2', 'SIGUSR2');
      process.emit('SIGTERM', 'SIGTERM');
      expect((await run).exitCode).toBe(0);
    },
  );

  test('ends with the code of the agent', async () => {
    expect((await tap(['exit', '42'])).exitCode).toBe(42);
    expect((await tap(['echo', '3'])).exitCode).toBe(3);
  });

  test.skipIf(process.platform === 'win32')('ends with 128 + n when the agent dies of signal n', async () => {
    expect((await tap(['die', 'SIGKILL'])).exitCode).toBe(137);
    expect((await tap(['die', 'SIGTERM'])).exitCode).toBe(143);
  });

  test('ends when the agent has, whatever a program says that this left behind', async () => {
    expect((await tap(['leave-talking', '4'])).exitCode).toBe(4);
  });

  test('says 127 and which program when it is not found', async () => {
    let failure = '';
    const exitCode = await runStdioTap({
      program: 'no-such-program-of-this-name',
      args: [],
      watchers: null,
      onStartFailure: (reason) => {
        failure = reason;
      },
      input: Readable.from([]),
      output: new PassThrough(),
    });
    expect(exitCode).toBe(127);
    expect(failure).toBe('program not found: no-such-program-of-this-name');
  });

  test('survives an agent that ends without reading its input', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536, 'z'));
      },
    });
    expect((await tap(['exit', '5'], { input: endless })).exitCode).toBe(5);
    expect(endless.destroyed).toBe(true);
  });

  test('passes a line of 100 MiB on whole', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'a');
    line[line.length - 1] = 0x0a;
    const hash = createHash('sha256');
    let bytes = 0;
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done();
      },
    });
    await tap(['echo'], { input: Readable.from([line]), output });
    expect(bytes).toBe(line.length);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(line).digest('hex'));
  });

  test('reads no further than a slow client takes', async () => {
    let waiting: (() => void) | null = null;
    let taken = 0;
    const total = 64 * 1024 * 1024;
    const slow = new Writable({
      highWaterMark: 65_536,
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        waiting = done;
        turn();
      },
    });
    let watched = 0;
    let widest = 0;
    let started = false;
    const turn = (): void => {
      if (!started) return;
      widest = Math.max(widest, watched - taken);
      const done = waiting;
      waiting = null;
      // One turn of the event loop for each chunk: the agent writes much faster than that.
      setImmediate(() => done?.());
    };
    await tap(['flood', String(total)], {
      output: slow,
      watchers: {
        clientToServer: () => {},
        serverToClient: (chunk) => {
          watched += chunk.length;
        },
      },
      onStarted: () => {
        started = true;
        turn();
      },
    });
    expect(watched).toBe(total);
    expect(widest).toBeLessThan(1024 * 1024);
  });

  test('ends the pipe of the agent when the client stops reading', async () => {
    const gone = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
      },
    });
    const run = await tap(['flood', String(1 << 30)], { output: gone });
    // Node programs exit with 1 on EPIPE; others die of SIGPIPE.
    expect(run.exitCode).not.toBe(0);
  });

  test.skipIf(process.platform === 'win32')('passes signals on', async () => {
    const input = new PassThrough();
    const said: string[] = [];
    const run = tap(['wait'], {
      input,
      output: new Writable({
        write(chunk: Buffer, _encoding, done) {
          said.push(chunk.toString());
          if (chunk.toString() === 'ready\n') process.emit('SIGTERM', 'SIGTERM');
          done();
        },
      }),
    });
    expect((await run).exitCode).toBe(7);
    expect(said.join('')).toBe('ready\nSIGTERM\n');
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });
});
