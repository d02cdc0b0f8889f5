import { connect } from 'node:net';

/** One connection that posts bodies, one after the other. As little as possible: its CPU is not what is measured. */
export interface PostConnection {
  /** Settles with the number of events that were accepted, or -1 when the answer was another one. */
  readonly post: (body: Buffer) => Promise<number>;
  readonly close: () => void;
}

const acceptedText = '"accepted"';

export async function openPostConnection(url: string, token: string): Promise<PostConnection> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const head = `POST /v1/events HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/x-ndjson\r\n${
    token === '' ? '' : `authorization: Bearer ${token}\r\n`
  }content-length: `;
  let answer: Buffer = Buffer.alloc(0);
  let settle: (accepted: number) => void = () => {};
  const fail = (): void => settle(-1);
  socket.on('error', fail);
  socket.on('close', fail);
  socket.on('data', (chunk: Buffer) => {
    answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
    const accepted = acceptedIn(answer);
    if (accepted === null) return;
    answer = Buffer.alloc(0);
    settle(accepted);
  });
  return {
    post: (body) =>
      new Promise((resolve) => {
        settle = resolve;
        socket.cork();
        socket.write(`${head}${body.length}\r\n\r\n`, 'latin1');
        socket.write(body);
        socket.uncork();
      }),
    close: () => socket.destroy(),
  };
}

/** Null while the answer is not whole. */
function acceptedIn(answer: Buffer): number | null {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = answer.toString('latin1', 0, end).toLowerCase();
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  if (answer.length < end + 4 + length) return null;
  if (!head.startsWith('http/1.1 200')) return -1;
  let accepted = 0;
  for (let at = answer.indexOf(acceptedText, end); at >= 0; at = answer.indexOf(acceptedText, at + 1)) accepted += 1;
  return accepted;
}
