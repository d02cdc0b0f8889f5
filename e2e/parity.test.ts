import { describe, expect, test } from 'vitest';

import { differences } from './support/compare-events.js';
import { recordedEvents, recordingFolder } from './support/recordings.js';
import { createScratch } from './support/scratch.js';
import { runTacho } from './support/tacho.js';
import { identitiesOf, identityOf, parseEventLines } from './support/wire-events.js';

const types = new Set([
  'codex_thread_initialized',
  'codex_turn_event',
  'codex_command_execution_event',
  'codex_file_change_event',
]);

// The comparison of every recording and every field stands beside the reducer; here the command is what is tested.
describe('`tacho reduce`', () => {
  const recordings = ['basic', 'commands-shell', 'commands-unified', 'file-changes', 'interrupts', 'failures'];
  test.each(recordings)('tells of 0.137.0/%s what the real Codex told', async (name) => {
    const scratch = createScratch('parity');
    try {
      const { code, stdout } = await runTacho(['reduce', recordingFolder(`0.137.0/${name}`)], {
        dataDir: scratch.path,
      });
      expect(code).toBe(0);
      const told = parseEventLines(stdout).filter((event) => types.has(event.event_type));
      const real = recordedEvents(`0.137.0/${name}`).filter((event) => types.has(event.event_type));
      expect(identitiesOf(told)).toEqual(identitiesOf(real));
      const found = real.flatMap((event) => {
        const counterpart = told.find((candidate) => identityOf(candidate) === identityOf(event));
        return counterpart === undefined ? [] : differences(counterpart, event, []);
      });
      expect(found).toEqual([]);
    } finally {
      scratch.remove();
    }
  });
});
