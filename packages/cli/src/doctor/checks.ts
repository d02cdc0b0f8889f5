import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { readSpoolStatus, type SpoolStatus } from '@tachograph/client/deliver';

import type { Config } from '../config.js';
import { countText } from '../terminal/count-text.js';
import { version } from '../version.js';
import type { Check } from './check.js';
import { collectorChecks } from './collector-checks.js';

/** Looks at everything that a setting points at. Nothing is made or changed. */
export async function runChecks(config: Config): Promise<readonly Check[]> {
  const checks = await Promise.all([
    programCheck(),
    optOutCheck(config),
    dataDirCheck(config.dataDir),
    collectorChecks(config),
    spoolChecks(join(config.dataDir, 'spool')),
    sessionsCheck(join(config.codexHome, 'sessions')),
  ]);
  return checks.flat();
}

/** What a report of a fault begins with. */
function programCheck(): Check {
  const says = `tacho ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}.`;
  return { name: 'program', status: 'ok', says };
}

function optOutCheck({ disabled }: Config): Check {
  return disabled
    ? { name: 'opt-out', status: 'note', says: 'Everything is turned off: nothing is observed, kept or delivered.' }
    : { name: 'opt-out', status: 'ok', says: 'Recording is on.' };
}

async function dataDirCheck(dataDir: string): Promise<Check> {
  const name = 'data directory';
  const found = await stat(dataDir).catch(() => null);
  if (found === null) {
    const parentIsWritable = await isWritable(await firstThatExists(dataDir));
    return parentIsWritable
      ? { name, status: 'note', says: 'It does not exist yet; the first start makes it.' }
      : { name, status: 'failed', says: 'It does not exist and cannot be made: the folder above is not writable.' };
  }
  if (!found.isDirectory()) return { name, status: 'failed', says: 'It is not a folder.' };
  if (!(await isWritable(dataDir))) return { name, status: 'failed', says: 'It cannot be written.' };
  const othersMayRead = process.platform !== 'win32' && (found.mode & 0o077) !== 0;
  return othersMayRead
    ? { name, status: 'note', says: 'Other users of this machine can look into it; chmod 700 ends that.' }
    : { name, status: 'ok', says: 'It can be written, and by nobody else.' };
}

/** One for each receiver that something was ever to be sent to from here. */
async function spoolChecks(directory: string): Promise<readonly Check[]> {
  let spools: readonly SpoolStatus[];
  try {
    spools = await readSpoolStatus(directory);
  } catch {
    return [{ name: 'spool', status: 'failed', says: 'What waits for delivery cannot be read.' }];
  }
  if (spools.length === 0) return [{ name: 'spool', status: 'ok', says: 'Nothing was ever to be sent from here.' }];
  return spools.map((spool) => {
    const { name, queued, oldestAgeMs, totals, setAside } = spool;
    const age = queued === 0 ? '' : `, the oldest for ${Math.round(oldestAgeMs / 1000)} s`;
    const troubles = troublesOf(spool);
    const says = [
      `${countText(queued, 'event waits', 'events wait')}${age}`,
      `${totals.sent} sent, ${totals.retried} retried, ${totals.refused} refused, ${totals.dropped} dropped, ${countText(setAside, 'unreadable file')}`,
      ...troubles,
    ].join('; ');
    const isLossy = totals.dropped > 0 || setAside > 0;
    return { name: `spool ${name}`, status: troubles.length === 0 && !isLossy ? 'ok' : 'note', says: `${says}.` };
  });
}

function troublesOf({ halted, failing, queued, sending }: SpoolStatus): readonly string[] {
  const troubles: string[] = [];
  if (halted !== null) troubles.push(`sending has stopped: ${halted}`);
  else if (failing !== null) troubles.push(`the last attempt failed: ${failing}`);
  if (queued > 0 && !sending) troubles.push('no process sends at present');
  return troubles;
}

async function sessionsCheck(directory: string): Promise<Check> {
  const name = 'session logs';
  const found = await stat(directory).catch(() => null);
  return found?.isDirectory() === true
    ? { name, status: 'ok', says: 'Codex keeps some; `tacho start` and `tacho import` read them.' }
    : { name, status: 'note', says: 'There are none in the folder of Codex.' };
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function firstThatExists(path: string): Promise<string> {
  const parent = dirname(path);
  const found = await stat(parent).catch(() => null);
  return found !== null || parent === path ? parent : firstThatExists(parent);
}
