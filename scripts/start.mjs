// `npm start`: installs and builds what is missing, then runs `tacho start` in this very process, so that Ctrl-C ends
// everything. Arguments are passed through: `npm start -- --port 4700`.
// Plain Node: nothing from node_modules may be imported here (it may not exist yet).
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const minimum = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

endWithNpm();

if (major < minimum[0] || (major === minimum[0] && minor < minimum[1])) {
  process.stderr.write(`Tachograph needs Node ${minimum.join('.')} or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (!(await ensureInstalled({ dev: false }))) {
  process.stderr.write('The packages could not be installed (npm ci failed, see above).\n');
  process.exitCode = 1;
} else if (!(await ensureBuilt())) {
  process.stderr.write('The build failed, see above.\n');
  process.exitCode = 1;
} else {
  const { main } = await import('../packages/cli/dist/main.js');
  process.exitCode = await main(['start', ...process.argv.slice(2)]);
}

/**
 * npm starts us through a shell, which does not pass on the signals that npm sends it. `exec` in package.json makes us take
 * the shell's place (a shell that does not know it runs us as its child); should npm be killed all the same, we see it by
 * our parent being another process.
 */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  timer.unref();
}
