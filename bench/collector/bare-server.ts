// The least that a server for these bodies can do in Node: reads, parses each line, answers the same; keeps nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let known = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const results: string[] = [];
    for (const line of Buffer.concat(chunks).toString('utf8').split('\n')) {
      if (line === '') continue;
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && 'event' in value) known += 1;
      results.push('{"status":"accepted","reason":null}');
    }
    const body = `{"results":[${results.join(',')}]}`;
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: '', storePid: null });
});
process.on('disconnect', () => process.exit(known > 0 ? 0 : 1));
