import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between a client and the server, and can fail at a chosen moment. */
export interface Proxy {
  readonly url: string;
  /** When the server has committed next, calls this instead of handing on the answer; then cuts the connection, unless told to leave it hanging. */
  onCommitted(then: () => 'cut' | 'hang'): void;
  /** Cuts the next connection that asks for a commit, which the server never hears of. */
  cutBeforeCommit(): void;
  /**
   * Hands on the next execution of a prepared statement in part: half of its parameters, or these and the beginning of
   * what follows. From then on nothing passes either way, and the connection stays open. Calls `then`.
   */
  stall(statement: string, where: 'within' | 'after', then?: () => void): Promise<void>;
  /** From now on nothing passes on the connections that are open, and they stay open; new ones work. */
  silence(): void;
  /** Cuts everything that is open. */
  cutAll(): void;
  close(): Promise<void>;
}

/** What is to be stalled. */
interface Stall {
  readonly statement: Buffer;
  readonly where: 'within' | 'after';
  readonly stalled: () => void;
}

/** How many of the bytes, which hold the Bind message of the statement, are handed on; null where they do not. */
function untilStall(bytes: Buffer, { statement, where }: Stall): number | null {
  const at = bytes.indexOf(statement) - 5;
  if (at < 0 || bytes[at] !== BIND) return null;
  const length = bytes.readInt32BE(at + 1);
  return where === 'within' ? at + (length >> 1) : at + 1 + length + 2;
}

const BIND = 'B'.charCodeAt(0);
const COMMITTED = Buffer.from('COMMIT\0');
const COMMIT = Buffer.from('; commit\0');

/** Listens on a port of its own and hands everything on to the server of `url`. */
export async function proxyTo(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const silences = new Set<() => void>();
  let onCommitted: (() => 'cut' | 'hang') | null = null;
  let cutBefore = false;
  let stall: Stall | null = null;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let hanging = false;
    let left: number | null = null;
    let stalled = (): void => undefined;
    const silence = (): void => {
      hanging = true;
      left = 0;
    };
    silences.add(silence);
    client.on('close', () => silences.delete(silence));
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
        return;
      }
      if (stall !== null && (left = untilStall(bytes, stall)) !== null) {
        stalled = stall.stalled;
        stall = null;
      }
      if (left === null) upstream.write(bytes);
      else {
        if (!hanging) upstream.write(bytes.subarray(0, left));
        left = Math.max(0, left - bytes.length);
        if (left === 0 && !hanging) {
          hanging = true;
          stalled();
        }
      }
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
    stall: (statement, where, then) =>
      new Promise((resolve) => {
        const stalled = (): void => {
          then?.();
          resolve();
        };
        stall = { statement: Buffer.from(`\0${statement}\0`), where, stalled };
      }),
    silence: () => silences.forEach((silence) => silence()),
    cutAll,
    close: async () => {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
