/** A built collector as a process of its own, to be killed: `node collector-process.mjs DATA [unwatched]`. Tells its address over the channel. */
import { startCollector } from '../../dist/index.js';

const [, , dataDir = '', mode = ''] = process.argv;
/** Never asks the store whether it is alive. */
const never = () => () => undefined;
const collector = await startCollector({ dataDir, port: 0, ...(mode === 'unwatched' ? { storeTicker: never } : {}) });
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.({ url: collector.url, token: collector.token });
