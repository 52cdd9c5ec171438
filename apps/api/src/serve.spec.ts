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

  const textOf = async (socket: Socket): Promise<string> => {
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
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

  it.each([
    ['/health/%zz', 400, 'request.malformed'],
    ['/health/live%', 400, 'request.malformed'],
  ])('answers the address %s as a problem', async (path, status, code) => {
    const port = await started();
    const socket = await sent(port, `GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`);
    const answer = await textOf(socket);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('answers what is no HTTP as a problem', async () => {
    const port = await started();
    const answer = await textOf(await sent(port, 'Good morning\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Not understood\r\n/);
    expect(answer).toContain('"code":"request.malformed"');
  });

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
