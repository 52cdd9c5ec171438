import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between a client and the server, and can fail at a chosen moment. */
export interface Proxy {
  readonly url: string;
  /** When the server has committed next, calls this instead of handing on the answer; then cuts the connection, unless told to leave it hanging. */
  onCommitted(then: () => 'cut' | 'hang'): void;
  /** Cuts the next connection that asks for a commit, which the server never hears of. */
  cutBeforeCommit(): void;
  /** Cuts everything that is open. */
  cutAll(): void;
  close(): Promise<void>;
}

const COMMITTED = Buffer.from('COMMIT\0');
const COMMIT = Buffer.from('; commit\0');

/** Listens on a port of its own and hands everything on to the server of `url`. */
export async function proxyTo(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let onCommitted: (() => 'cut' | 'hang') | null = null;
  let cutBefore = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let hanging = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
      socket.on('error', cut);
    }
    upstream.on('data', (bytes) => {
      if (onCommitted !== null && bytes.includes(COMMITTED)) {
        const then = onCommitted;
        onCommitted = null;
        if (then() === 'cut') cut();
        else hanging = true;
      } else if (!hanging) client.write(bytes);
    });
    client.on('data', (bytes) => {
      if (cutBefore && bytes.includes(COMMIT)) {
        cutBefore = false;
        cut();
      } else upstream.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: own.href,
    onCommitted: (then) => {
      onCommitted = then;
    },
    cutBeforeCommit: () => {
      cutBefore = true;
    },
    cutAll,
    close: async () => {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
