// A small scripted program that stands for an agent in tests: `node agent.mjs BEHAVIOUR [ARGUMENT]`. Plain Node, so that a
// test can start it without a build.
import { spawn } from 'node:child_process';
import { closeSync, constants, createReadStream, readFileSync, writeSync } from 'node:fs';

const [behaviour, argument] = process.argv.slice(2);

const behaviours = {
  /** Sends every byte back; ends with the given code at the end of its input. */
  echo() {
    process.stdin.pipe(process.stdout);
    process.stdin.on('end', () => {
      process.exitCode = Number(argument ?? 0);
    });
  },
  /** Says what it got when its input ends, then a last line without its end. */
  tail() {
    let bytes = 0;
    process.stdin.on('data', (chunk) => (bytes += chunk.length));
    process.stdin.on('end', () => process.stdout.write(`{"got":${bytes}}\n{"half":`));
  },
  /** Ends at once, with this code, without reading. */
  exit: () => process.exit(Number(argument)),
  /** Ends by this signal. */
  die: () => process.kill(process.pid, argument),
  /** Says which signal it got and ends with 7; writes `ready` first. */
  wait() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        writeSync(1, `${signal}\n`);
        process.exit(7);
      });
    }
    process.stdin.resume();
    process.stdout.write('ready\n');
  },
  /** Writes this many bytes, in lines of 1 KiB, as fast as they are taken; then ends. */
  flood() {
    const line = Buffer.from(`${'x'.repeat(1023)}\n`);
    const block = Buffer.concat(Array.from({ length: 64 }, () => line));
    let left = Number(argument);
    const more = () => {
      while (left > 0) {
        left -= block.length;
        if (!process.stdout.write(block)) return process.stdout.once('drain', more);
      }
      return undefined;
    };
    more();
  },
  /** Never reads. */
  deaf: () => setInterval(() => {}, 1 << 30),
  /** Says which process it leaves behind, with its output open, and ends with this code. */
  leave() {
    const args = ['-e', 'setInterval(() => {}, 1 << 30)'];
    const left = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'ignore'], detached: true });
    left.unref();
    writeSync(1, `{"pid":${left.pid}}\n`);
    process.exit(Number(argument));
  },
  /** The same, but what it leaves behind goes on talking. */
  'leave-talking'() {
    const args = ['-e', "setInterval(() => process.stdout.write('{}\\n'), 20)"];
    const left = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'ignore'], detached: true });
    left.unref();
    process.exit(Number(argument));
  },
  /** Says that it is ready, and ends neither when asked to nor at the end of its input. */
  stubborn() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
    setInterval(() => {}, 1 << 30);
    writeSync(1, '{"ready":true}\n');
  },
  /** Never reads, and closes its input at SIGUSR2; says when it is ready and when it has done so. */
  'close-input'() {
    process.on('SIGUSR2', () => {
      closeSync(0);
      writeSync(1, '{"closed":true}\n');
    });
    setInterval(() => {}, 1 << 30);
    writeSync(1, '{"ready":true}\n');
  },
  /** Plays the server's side of a recording: what the server said up to the client's next message, then waits for that. */
  replay: () => replay(argument),
  /** Says, at its first input, whether what it writes to standard error waits for who reads it (Linux); then ends. */
  'error-flags'() {
    process.stdin.once('data', () => {
      const flags = /flags:\s*(\d+)/.exec(readFileSync('/proc/self/fdinfo/2', 'utf8'))[1];
      writeSync(1, `{"blocks":${(Number.parseInt(flags, 8) & constants.O_NONBLOCK) === 0}}\n`);
      process.exit();
    });
  },
  /** Closes its output at its first input, and ends with that. */
  'close-output'() {
    process.stdin.once('data', () => closeSync(1));
    process.stdin.on('end', () => process.exit());
  },
};

async function replay(path) {
  let text = '';
  for await (const chunk of createReadStream(path)) text += chunk;
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  let next = 0;
  let lines = 0;
  const say = () => {
    for (; next < rows.length; next++) {
      if (rows[next].dir === 's2c') process.stdout.write(`${JSON.stringify(rows[next].m)}\n`);
      else if (lines > 0) lines -= 1;
      else return;
    }
  };
  process.stdin.on('data', (chunk) => {
    for (const byte of chunk) if (byte === 10) lines += 1;
    say();
  });
}

behaviours[behaviour]();
