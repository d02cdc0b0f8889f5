// A collector on an empty folder, as `tacho serve` runs it: `node collector-server.js FOLDER`.
import { silentLogger, startCollector } from '@tachograph/collector';

const collector = await startCollector({ dataDir: process.argv[2] ?? '', port: 0, logger: silentLogger });
await collector.caughtUp();
const answer = await fetch(`${collector.url}/api/status`, { headers: { authorization: `Bearer ${collector.token}` } });
const status = (await answer.json()) as { readonly store: { readonly pid: number | null } };
process.send?.({ url: collector.url, token: collector.token, storePid: status.store.pid });
process.on('disconnect', () => process.exit(0));
