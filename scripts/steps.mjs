// Running the long steps of start, build, test and check: shown with a name, timed, ended with us.
// Plain Node: nothing from node_modules may be imported here (it may not exist yet).
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const tickMs = 10_000;

/**
 * Runs a program in the root. `show` says what is done with its output: `all` passes it on, `failure` prints it only when
 * the program fails. Resolves to its exit code.
 * @param {readonly string[]} argv
 * @param {{ show?: 'all' | 'failure', env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<number>}
 */
export function run([program, ...args], { show = 'all', env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: show === 'all' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    // Ctrl-C reaches the whole group by itself; a signal to us alone has to be passed on.
    const passOn = (signal) => child.kill(signal);
    process.once('SIGTERM', passOn);
    process.once('SIGINT', passOn);
    const ended = (code) => {
      process.off('SIGTERM', passOn);
      process.off('SIGINT', passOn);
      if (code !== 0 && output.length > 0) process.stderr.write(Buffer.concat(output));
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      ended(127);
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(signal === 'SIGINT' ? 130 : 143);
      ended(code ?? 1);
    });
  });
}

/**
 * Says that a long step runs, every ten seconds that it still does, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  process.stderr.write(`${title} …\n`);
  const timer = setInterval(() => process.stderr.write(`  still at it after ${elapsed()}\n`), tickMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stderr.write(`  ${elapsed()}\n`);
  }
}

/** Runs npm, also where it is a script of the shell (Windows): npm tells its own path to what it starts. */
export function npm(...args) {
  const npmCli = process.env['npm_execpath'];
  return npmCli?.endsWith('.js') === true ? [process.execPath, npmCli, ...args] : ['npm', ...args];
}
