import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

let server: Server;
let proxy: TcpProxy;
let client: Socket;
let heard: string;

beforeEach(async () => {
  // says everything back
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = await startTcpProxy(() => (server.address() as AddressInfo).port);
  client = connect(proxy.port, '127.0.0.1');
  heard = '';
  client.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  client.on('error', () => undefined);
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  server.close();
  await once(server, 'close');
});

async function hears(text: string): Promise<void> {
  const until = performance.now() + 5_000;
  while (heard !== text && performance.now() < until) await sleep(5);
  expect(heard).toBe(text);
}

it('hands on both ways, late and in order where it is slow', async () => {
  client.write('a');
  await hears('a');
  proxy.delay(100);
  const since = performance.now();
  for (const letter of 'bcd') client.write(letter);
  await hears('abcd');
  expect(performance.now() - since).toBeGreaterThan(190);
});

it('hands on nothing while it is frozen, and all of it in order after that', async () => {
  proxy.freeze();
  client.write('a');
  await sleep(50);
  client.write('b');
  await sleep(100);
  expect(heard).toBe('');
  proxy.mend();
  client.write('c');
  await hears('abc');
});

it('cuts what is open, and takes new connections', async () => {
  proxy.cut(() => false);
  client.write('a');
  await hears('a');
  const closed = once(client, 'close');
  proxy.cut();
  await closed;
  client = connect(proxy.port, '127.0.0.1');
  client.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  client.write('b');
  await hears('ab');
});
