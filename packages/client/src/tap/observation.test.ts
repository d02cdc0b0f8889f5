import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, test } from 'vitest';

import { createGuard } from './guard.js';
import { createObservation, type MessageSink } from './observation.js';

type Seen = readonly [string, number, unknown];

function observe(options: { sink?: Partial<MessageSink>; lineBytesMax?: number } = {}) {
  const seen: Seen[] = [];
  const deferred: (() => void)[] = [];
  const guard = createGuard();
  const observation = createObservation({
    guard,
    lineBytesMax: options.lineBytesMax ?? 1000,
    now: () => 7,
    defer: (work) => void deferred.push(work),
  });
  const sink: MessageSink = {
    message: (direction, connection, _atMs, message) => void seen.push([direction, connection, message]),
    connectionClosed: (connection) => void seen.push(['closed', connection, null]),
    end: () => void seen.push(['end', 0, null]),
    ...options.sink,
  };
  const settle = (): void => {
    for (let work = deferred.shift(); work !== undefined; work = deferred.shift()) work();
  };
  return { observation, sink, seen, guard, settle, deferred };
}

const line = (message: unknown): Buffer => Buffer.from(`${JSON.stringify(message)}\n`);

describe('observation', () => {
  test('hands on what came before the sink was there, later than it was forwarded, in order', () => {
    const { observation, sink, seen, settle, deferred } = observe();
    const connection = observation.connection(1);
    connection.clientToServer(line({ id: 1 }));
    connection.serverToClient(line({ id: 2 }));
    expect(deferred).toHaveLength(0);
    observation.attach(sink, () => true);
    connection.serverToClient(line({ id: 3 }));
    expect(seen).toEqual([]);
    settle();
    expect(seen).toEqual([
      ['c2s', 1, { id: 1 }],
      ['s2c', 1, { id: 2 }],
      ['s2c', 1, { id: 3 }],
    ]);
  });

  test('lets go of what was looked at while more waits', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const { observation, sink, settle } = observe({ sink: { message: () => new Promise(() => {}) } });
    observation.attach(sink, () => true);
    const connection = observation.connection(1);
    const first = ((): WeakRef<Buffer> => {
      const bytes = line({ id: 1 });
      connection.message('s2c', bytes);
      return new WeakRef(bytes);
    })();
    connection.message('s2c', line({ id: 2 }));
    settle();
    await new Promise(setImmediate);
    if (typeof collect === 'function') collect();
    expect(first.deref()).toBeUndefined();
  });

  test('counts a line that is not JSON and goes on', () => {
    const { observation, sink, seen, settle } = observe();
    observation.attach(sink, () => true);
    observation.connection(1).serverToClient(Buffer.from('no json\n{"id":1}\n'));
    settle();
    expect(seen).toEqual([['s2c', 1, { id: 1 }]]);
    expect(observation.counts()).toMatchObject({ notJson: 1, observed: 1 });
  });

  test('counts a line beyond the limit and goes on', () => {
    const { observation, sink, seen, settle } = observe({ lineBytesMax: 50 });
    observation.attach(sink, () => true);
    observation.connection(1).serverToClient(Buffer.concat([Buffer.alloc(60, 'x'), Buffer.from('\n{"id":1}\n')]));
    settle();
    expect(seen).toEqual([['s2c', 1, { id: 1 }]]);
    expect(observation.counts().overlong).toBe(1);
  });

  test('survives every message throwing, and goes quiet after many', () => {
    let tries = 0;
    const { observation, sink, guard, settle } = observe({
      sink: {
        message: () => {
          tries += 1;
          throw new Error('broken');
        },
      },
    });
    observation.attach(sink, () => true);
    const { serverToClient } = observation.connection(1);
    for (let i = 0; i < 3000; i++) serverToClient(line({ i }));
    settle();
    expect(tries).toBe(1000);
    expect(guard.quiet()).toBe(true);
    serverToClient(line({}));
    settle();
    expect(tries).toBe(1000);
  });

  test('lets what follows wait while the sink asks for it, and no longer', async () => {
    let release = (): void => {};
    const seen: unknown[] = [];
    const { observation, sink, settle } = observe({
      sink: {
        message: (_direction, _connection, _atMs, message) => {
          seen.push(message);
          return seen.length === 1 ? new Promise<void>((resolve) => (release = resolve)) : undefined;
        },
      },
    });
    observation.attach(sink, () => true);
    observation.connection(1).serverToClient(Buffer.from('1\n2\n3\n'));
    settle();
    expect(seen).toEqual([1]);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    settle();
    expect(seen).toEqual([1, 2, 3]);
  });

  test('works off everything, half lines included, before it says that the server has ended', async () => {
    const { observation, sink, seen } = observe();
    observation.attach(sink, () => true);
    const connection = observation.connection(4);
    connection.serverToClient(Buffer.from('{"id":1}'));
    connection.close();
    await observation.end();
    expect(seen).toEqual([
      ['s2c', 4, { id: 1 }],
      ['closed', 4, null],
      ['end', 0, null],
    ]);
  });
});
