import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach } from 'vitest';

/** A new folder that is removed after the test. */
export function scratchFolder(): string {
  return make(ofTest);
}

/** A new folder that is removed after the tests of the file. */
export function lastingFolder(): string {
  return make(ofFile);
}

const ofTest: string[] = [];
const ofFile: string[] = [];

function make(list: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tacho-collector-'));
  list.push(folder);
  return folder;
}

function removeAll(list: string[]): void {
  for (const folder of list.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

afterEach(() => removeAll(ofTest));
afterAll(() => removeAll(ofFile));
