// Loaded with `--import` into a proxy that is measured: writes what the whole process used, when it ends.
import { writeFileSync } from 'node:fs';

const path = process.env['BENCH_USAGE_FILE'];
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  if (path !== undefined) {
    writeFileSync(path, JSON.stringify({ cpuMs: (user + system) / 1000, maxRssKb: process.resourceUsage().maxRSS }));
  }
});
