import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { answersOk, startCollector, type RunningCollector } from './support/collector.js';
import { commandOf, descendantsOf, isAlive } from './support/processes.js';
import { recordedEvents } from './support/recordings.js';
import { createScratch, type Scratch } from './support/scratch.js';
import { runTachoJson } from './support/tacho.js';
import { until } from './support/until.js';

describe('`tacho start` in a fresh data directory', () => {
  let scratch: Scratch;
  let dataDir: string;
  let env: Readonly<Record<string, string>>;
  let collector: RunningCollector;

  const overview = async () => {
    const { rows, sample } = await collector.query('overview');
    return { ...rows[0], sample: sample === true };
  };

  beforeAll(async () => {
    scratch = createScratch('start');
    dataDir = scratch.folder('data');
    env = { CODEX_HOME: scratch.folder('codex-home') };
    collector = await startCollector({ command: 'start', dataDir, env });
  });

  afterAll(async () => {
    collector?.tacho.signalGroup('SIGKILL');
    await collector?.tacho.ended;
    scratch?.remove();
  });

  test('says where the page is and the one line that taps Codex', () => {
    const printed = collector.tacho.stdout() + collector.tacho.stderr();
    expect(printed).toContain(collector.pageLink);
    expect(printed).toContain('tacho tap -- codex app-server');
  });

  test('shows the bundled recordings, marked as samples', async () => {
    const seen = await until('the samples are loaded', async () => {
      const row = await overview();
      return Number('threads' in row ? row.threads : 0) > 0 ? row : undefined;
    });
    expect(seen).toMatchObject({ sample: true });
    expect(await runTachoJson(['query', 'overview'], { dataDir })).toMatchObject({ sample: true });
  });

  test('the first real event ends the samples', async () => {
    const events = recordedEvents('0.169.0/basic');
    const response = await fetch(`${collector.url}/backend-api/codex/analytics-events/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
    let last: unknown;
    const seen = await until(
      'the samples are gone',
      async () => {
        // On a busy machine the store of real events may still be starting: it says so.
        const row = await overview().catch((error: unknown) => void (last = error));
        return row === undefined || row.sample ? undefined : row;
      },
      { seen: () => String(last) },
    );
    expect(seen).toMatchObject({ threads: 1, turns: 2, commands: 5 });
  });

  test.skipIf(process.platform !== 'linux')(
    'what follows session logs is started again when it falls over',
    async () => {
      const watching = () => descendantsOf(collector.tacho.pid).find((pid) => commandOf(pid).includes(' watch '));
      const first = await until('session logs are followed', watching);
      process.kill(first, 'SIGKILL');
      const second = await until('they are followed again', () => {
        const pid = watching();
        return pid === first ? undefined : pid;
      });
      expect(isAlive(second)).toBe(true);
    },
  );

  test('Ctrl-C ends everything, and no process is left', async () => {
    const started = [collector.tacho.pid, ...descendantsOf(collector.tacho.pid)];
    expect(started.length).toBeGreaterThan(1);
    collector.tacho.signalGroup('SIGINT');
    await collector.tacho.ended;
    await until('all its processes are gone', () => !started.some(isAlive));
    expect(await answersOk(`${collector.url}/healthz`)).toBe(false);
  });

  test('a second start finds the data again', async () => {
    collector = await startCollector({ command: 'start', dataDir, env });
    expect(await overview()).toMatchObject({ threads: 1, turns: 2, commands: 5, sample: false });
  });
});
