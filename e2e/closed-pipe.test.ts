import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createScratch, type Scratch } from './support/scratch.js';
import { startTacho } from './support/tacho.js';

// `tacho … | head`: whoever reads has gone away before all is written.
describe('a reader that has enough', () => {
  let scratch: Scratch;

  beforeAll(() => {
    scratch = createScratch('closed-pipe');
  });

  afterAll(() => scratch?.remove());

  test.each([
    ['help'],
    ['--help'],
    ['report --help'],
    ['tap --help'],
    ['query'],
    ['prices'],
    ['reduce fixtures/0.169.0/basic'],
  ])('ends `tacho %s` quietly', async (line) => {
    const running = startTacho(line.split(' '), { dataDir: scratch.path });
    running.process.stdout?.destroy();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
