import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Listener } from './listener.js';

const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const LISTENING = Buffer.from('C\0\0\0\x0bLISTEN\0', 'latin1');
const NO_LONGER_MS = 300;

describe('a listener whose server says nothing', () => {
  const sockets = new Set<Socket>();
  const all: Socket[] = [];
  const heard: Error[] = [];
  let server: Server;
  let connections = 0;
  let greets: boolean;
  let listens: boolean;

  /** Lets everybody in, where it greets at all; answers what is asked first, where it does that; and nothing more. */
  beforeEach(async () => {
    connections = 0;
    listens = false;
    heard.length = 0;
    server = createServer({ allowHalfOpen: true }, (socket) => {
      connections++;
      sockets.add(socket);
      all.push(socket);
      socket.on('error', () => undefined);
      // it answers no goodbye either: the other side is gone for it when it hears no more
      for (const gone of ['end', 'close']) socket.on(gone, () => sockets.delete(socket));
      socket.once('data', () => {
        if (greets) socket.write(Buffer.concat([AUTHENTICATED, READY]));
        socket.once('data', () => listens && socket.write(Buffer.concat([LISTENING, READY])));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const socket of all) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const listener = (answer?: number): Listener =>
    new Listener(
      `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none`,
      'channel',
      (error) => void heard.push(error),
      answer,
    );
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it.each([
    ['does not let it in', false],
    ['does not answer what it asks for', true],
  ])('tries again on a new connection when it %s', async (_, lets) => {
    greets = lets;
    const listens = listener(NO_LONGER_MS);
    listens.on(() => undefined);
    await until(() => connections > 2);
    expect(heard.length).toBeGreaterThan(1);
    await listens.close();
    await until(() => sockets.size === 0);
  });

  it.each([
    ['does not let it in', false],
    ['does not answer what it asks for', true],
  ])('is closed without waiting when it %s', async (_, lets) => {
    greets = lets;
    const listens = listener(1_000_000);
    listens.on(() => undefined);
    await until(() => sockets.size > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await listens.close();
    await until(() => sockets.size === 0);
    expect(connections).toBe(1);
    expect(heard).toEqual([]);
  });

  it('is closed without waiting for long when it says no goodbye', async () => {
    greets = listens = true;
    const listening = listener(NO_LONGER_MS);
    const woken = new Promise<void>((resolve) => listening.on(() => resolve()));
    await woken;
    await listening.close();
    await until(() => sockets.size === 0);
    expect(connections).toBe(1);
    expect(heard).toEqual([]);
  });
});
