import type { Config } from '../config.js';
import { findCollector } from '../local-collector.js';
import { fieldOf, type CollectorAccess } from '../request-collector.js';
import { countText } from '../terminal/count-text.js';
import type { Check } from './check.js';

/** A collector on this machine or nearby answers at once, or is in trouble. */
const answerWithinMs = 5000;

/** What came of asking it. */
interface Reply {
  readonly status: number;
  readonly text: string;
}

/** The collector, and if it says so, its store and who delivers to it. */
export async function collectorChecks(config: Config): Promise<readonly Check[]> {
  const name = 'collector';
  const collector = await findCollector(config);
  if (collector === null) {
    const says = 'None runs on this data directory; `tacho start` starts one, and events wait until then.';
    return [{ name, status: 'note', says }];
  }
  const { url } = collector;
  const healthy = await ask(`${url}/healthz`);
  if (healthy === null) return [{ name, status: 'failed', says: `Nothing answers at ${url}.` }];
  if (healthy.status !== 200) {
    return [{ name, status: 'failed', says: `${url} answers ${healthy.status}: it accepts no events.` }];
  }
  const reply = await ask(`${url}/api/status`, collector);
  if (reply?.status === 401 || reply?.status === 403) {
    return [{ name, status: 'failed', says: `${url} does not know our token.` }];
  }
  const status = parse(reply?.text);
  return [doorCheck(url, status, await ask(`${url}/readyz`)), ...storeCheck(status), ...sourceChecks(status)];
}

function doorCheck(url: string, status: unknown, ready: Reply | null): Check {
  const name = 'collector';
  switch (fieldOf(fieldOf(status, 'log'), 'trouble') ?? null) {
    case null:
      return ready?.status === 200
        ? { name, status: 'ok', says: `${url} accepts events and answers.` }
        : { name, status: 'note', says: `${url} accepts events; ${reasonOf(ready)}.` };
    case 'disk_full':
      return {
        name,
        status: 'failed',
        says: `The disk of ${url} is full: it accepts no events, they wait at their sources.`,
      };
    default:
      return {
        name,
        status: 'failed',
        says: `${url} cannot write its log: it accepts no events, they wait at their sources.`,
      };
  }
}

/** Its own words, behind "not yet: ". */
function reasonOf(ready: Reply | null): string {
  return /^not yet: ([a-z, ]+)$/.exec(ready?.text.trim() ?? '')?.[1] ?? 'its store is still loading';
}

/** Further behind than this a source, or the store, waits for something. */
const behindMs = 60_000;

/** A store that had to be started again (not once but often, it is worth a look), or that does not keep up. */
function storeCheck(status: unknown): readonly Check[] {
  const store = fieldOf(status, 'store');
  const restarts = countOf(store, 'restarts');
  const hangs = countOf(store, 'hangs');
  const late = countOf(store, 'behind_ms');
  const hung = hangs === 0 ? '' : `, ${countText(hangs, 'time')} because it hung`;
  const says = [
    ...(restarts === 0
      ? []
      : [
          `Its process was started again ${countText(restarts, 'time')} since the collector started${hung}; no event is lost by that.`,
        ]),
    ...(late < behindMs
      ? []
      : [`It is ${seconds(late)} behind the log: what came since is kept, and counts as soon as it is loaded.`]),
  ];
  return says.length === 0 ? [] : [{ name: 'store', status: 'note', says: says.join(' ') }];
}

function sourceChecks(status: unknown): readonly Check[] {
  const sources = fieldOf(status, 'sources');
  if (!Array.isArray(sources)) return [];
  return sources.map((one: unknown) => {
    const received = countOf(one, 'lastReceivedAtMs');
    const oldest = fieldOf(one, 'oldestAgeMs');
    const age = typeof oldest === 'number' ? oldest : null;
    const waited = age === null ? '' : `; its events waited ${seconds(age)} before they came`;
    return {
      name: `source ${String(fieldOf(one, 'source'))}`,
      status: age !== null && age > behindMs ? 'note' : 'ok',
      says: `${countText(countOf(one, 'machines'), 'machine')}; last heard of ${new Date(received).toISOString()}${waited}.`,
    };
  });
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function countOf(value: unknown, name: string): number {
  const count = fieldOf(value, name);
  return typeof count === 'number' ? count : 0;
}

async function ask(url: string, access?: CollectorAccess): Promise<Reply | null> {
  const token = access?.token ?? null;
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(answerWithinMs) });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
