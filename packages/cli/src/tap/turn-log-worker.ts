import { parentPort } from 'node:worker_threads';

import { createTurnLogs } from '@tachograph/client/rollout';

import type { NumberedAnswer, NumberedRequest } from './turn-log-reader.js';

const turnLogs = createTurnLogs();

// `openTurnLogReader` sends nothing else; a worker gets it without its type.
parentPort?.on('message', ({ number, request }: NumberedRequest) => {
  const answer: NumberedAnswer = { number, answer: turnLogs.read(request) };
  parentPort?.postMessage(answer);
});
