import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

import { startBrowser } from './browser.js';
import { startCollector, type RunningCollector } from './collector.js';
import { createPageVisits, type PageVisits } from './page-visits.js';
import { createScratch, type Scratch } from './scratch.js';

/** A collector with events in it, and a browser in front of its page. There once `beforeAll` has run. */
export type PageStage = {
  readonly dataDir: string;
  readonly collector: RunningCollector;
  readonly visits: PageVisits;
  /** Another folder, of the test's own. */
  folder(name: string): string;
};

export type PageStageOptions = {
  /** Of the test's own folder. */
  readonly name: string;
  /** Of the browser; what `requireProgram` gave. */
  readonly chromiumPath: string | undefined;
  /** Delivers what the boards show, and waits until it can be asked for. */
  readonly fill: (collector: RunningCollector, dataDir: string) => Promise<unknown>;
  /** How long that may take. */
  readonly filledWithinMs?: number;
};

/** Sets them up before the tests of a `describe`, and takes them down after the last. */
export function setPageStage({ name, chromiumPath, fill, filledWithinMs }: PageStageOptions): PageStage {
  let scratch: Scratch | undefined;
  let collector: RunningCollector | undefined;
  let browser: Browser | undefined;
  let visits: PageVisits | undefined;

  beforeAll(async () => {
    scratch = createScratch(name);
    const dataDir = scratch.folder('data');
    collector = await startCollector({ dataDir });
    await fill(collector, dataDir);
    browser = await startBrowser(chromiumPath ?? '');
    visits = createPageVisits(browser, collector);
  }, filledWithinMs);

  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    scratch?.remove();
  });

  return {
    get dataDir() {
      return there(scratch).folder('data');
    },
    folder: (folderName) => there(scratch).folder(folderName),
    get collector() {
      return there(collector);
    },
    get visits() {
      return there(visits);
    },
  };
}

function there<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('the stage is set before the tests, not before that');
  return thing;
}
