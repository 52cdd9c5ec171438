import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveMessage } from './live-hub.js';
import { LiveStreams } from './live-streams.js';

describe('live streams', () => {
  const listeners = new Set<(message: LiveMessage) => void>();
  let server: Server;
  let streams: LiveStreams;
  let open: number;
  let may: boolean;
  const clients: IncomingMessage[] = [];

  beforeEach(async () => {
    may = true;
    streams = new LiveStreams(
      {
        listen: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      { heartbeatMs: 40, most: 3, counted: (now) => (open = now) },
    );
    server = createServer((_request, response) => {
      response.writeHead(200);
      streams.begin(response, { owner: 'ada', allowed: () => Promise.resolve(may) });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    streams.endAll();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const connected = async (): Promise<IncomingMessage> => {
    const { port } = server.address() as { port: number };
    const [client] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage];
    clients.push(client);
    client.on('error', () => undefined);
    return client;
  };
  const until = async (what: () => boolean): Promise<void> => {
    while (!what()) await sleep(5);
  };

  it('end at the heartbeat after their owner may no longer listen', async () => {
    const client = await connected();
    client.resume();
    await sleep(100);
    expect(open).toBe(1);
    may = false;
    await once(client, 'end');
    expect([open, listeners.size]).toEqual([0, 0]);
  });

  it('are so many per person, and no more until one ends', async () => {
    const opened = await Promise.all([connected(), connected(), connected()]);
    expect(() => streams.admit('ada')).toThrow(expect.objectContaining({ code: 'live.too-many' }));
    expect(() => streams.admit('bea')).not.toThrow();
    opened[0].destroy();
    await until(() => open === 2);
    expect(() => streams.admit('ada')).not.toThrow();
  });

  it('let go of a client that does not read, and of nobody else', async () => {
    const stuck = await connected();
    stuck.pause();
    const reading = await connected();
    reading.resume();
    const changed = ['x'.repeat(32 * 1024)];
    for (let i = 0; open === 2 && i < 2_000; i++) {
      for (const listener of listeners) listener({ changed, position: i });
      await sleep(1);
    }
    expect(open).toBe(1);
    expect(reading.closed).toBe(false);
  });
});
