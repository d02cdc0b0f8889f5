import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach } from 'vitest';

/** A request that a {@link fakeCollector} got. */
export interface SeenRequest {
  readonly url: string;
  readonly authorization: string | undefined;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A collector that answers everything alike until the end of the test; gives its address and what it was asked. */
export async function fakeCollector(
  status: number,
  body: unknown,
): Promise<{ readonly url: string; readonly asked: readonly SeenRequest[] }> {
  const asked: SeenRequest[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
