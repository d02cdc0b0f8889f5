import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test } from 'vitest';

import { requestCollector } from './request-collector.js';

test('a collector that takes longer than one waits may still be at work, and that is said', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const access = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: null };
  await expect(requestCollector(access, '/api/forget', {}, 10)).rejects.toThrow(
    /within 0.01 s; it may still be at work/,
  );
  server.closeAllConnections();
  server.close();
});
