import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  createHealth,
  createLogger,
  createMetrics,
  createShutdown,
  readConfiguration,
  type Booted,
  type Shutdown,
} from '#platform';
import { createOperationServer } from './operation/operation-server.js';
import { listen } from './serve.js';

describe('a server', () => {
  const logger = createLogger({ level: 'silent' });
  const configuration = { ...readConfiguration({}), port: 0 };
  let shutdown: Shutdown;
  let exit: jest.Mock;
  const open: Socket[] = [];

  const started = async (): Promise<number> => {
    exit = jest.fn();
    shutdown = createShutdown({ logger, exit });
    const metrics = createMetrics({ processMetrics: false });
    const program = { configuration, logger, metrics, health: createHealth() } as Partial<Booted> as Booted;
    return Number(new URL(await listen(await createOperationServer(program), configuration, shutdown)).port);
  };
  const sent = async (port: number, text: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    open.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };

  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await shutdown.run('the test is over');
  });

  it('ends in order although a client stalls half-way through its request', async () => {
    const port = await started();
    const closed = jest.fn();
    shutdown.add('close', 'database', closed);
    await sent(
      port,
      'POST /metrics HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"em',
    );
    await fetch(`http://127.0.0.1:${port}/health/live`);
    const began = performance.now();
    await shutdown.run('SIGTERM');
    expect(performance.now() - began).toBeLessThan(4_500);
    expect(closed).toHaveBeenCalledTimes(1);
    expect(exit.mock.calls).toEqual([[0]]);
  }, 15_000);

  it('gives a request a bounded time to arrive', async () => {
    const app = await createOperationServer({
      configuration,
      logger,
      metrics: createMetrics({ processMetrics: false }),
      health: createHealth(),
    } as Partial<Booted> as Booted);
    shutdown = createShutdown({ logger, exit: jest.fn() });
    const { requestTimeout, headersTimeout } = app.getHttpServer() as {
      requestTimeout: number;
      headersTimeout: number;
    };
    expect([requestTimeout, headersTimeout]).toEqual([30_000, 30_000]);
    await app.close();
  });
});
