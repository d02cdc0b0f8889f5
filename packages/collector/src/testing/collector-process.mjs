/** A built collector as a process of its own, to be killed: `node collector-process.mjs DATA`. Tells its address over the channel. */
import { startCollector } from '../../dist/index.js';

const [, , dataDir = ''] = process.argv;
const collector = await startCollector({ dataDir, port: 0 });
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.({ url: collector.url, token: collector.token });
