import { parentPort, workerData } from 'node:worker_threads';

import { runTokenJob } from './token-totals.js';
import type { TokenJob } from './token-totals.js';

// the data was made by `tokenTotals` in the parent thread; a worker gets it without its type
parentPort?.postMessage(await runTokenJob(workerData as TokenJob));
