// Loaded into a measured program: writes the greatest resident memory of its process, in KiB, when it ends.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const report = process.env['MEMORY_REPORT'];
if (isMainThread && report !== undefined) {
  process.once('exit', () => writeFileSync(report, String(process.resourceUsage().maxRSS)));
}
